"""数字身份 — digital identities: issued by filings, read by anybody as far as it concerns them, signed on demand."""
