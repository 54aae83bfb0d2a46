"""统计服务 — reporting on time: published for everybody, firm by firm for officials."""
