"""读取记录 — who of an authority read which party's records: every privileged read leaves a row that stays."""
