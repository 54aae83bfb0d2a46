"""对照：FastAPI + pydantic + SQLAlchemy 2 — a week's work of a competent team, served by uvicorn.

One transaction per POST: pydantic checks every code against the pattern, one SELECT looks for duplicates, the
ORM inserts in bulk, one statement per level. Codes are unique; parent and vehicle are indexed. It keeps no
events, opens no deadline, knows no party and asks for no token: what the product does beyond that is not charged to it.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ForeignKey, String, create_engine, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

# As many connections as FastAPI's pool of worker threads can use at once
engine = create_engine(os.environ["PEER_DATABASE_URL"], pool_size=40, max_overflow=0)
Sessions = sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class Vehicle(Base):
    __tablename__ = "peer_vehicle"
    id: Mapped[int] = mapped_column(primary_key=True)
    vin: Mapped[str] = mapped_column(String(17), unique=True)
    vehicle_type: Mapped[str]
    vehicle_name: Mapped[str]
    brand: Mapped[str]
    vehicle_model: Mapped[str]
    certified_date: Mapped[date]
    swap_mode: Mapped[bool]


class Code(Base):
    __tablename__ = "peer_code"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(24), unique=True)
    level: Mapped[str] = mapped_column(String(1))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("peer_code.id"), index=True)
    vehicle_id: Mapped[int] = mapped_column(ForeignKey("peer_vehicle.id"), index=True)


LETTERS = "0-9A-HJ-NP-Z"
PackCode = Annotated[str, Field(pattern=rf"^[{LETTERS}]{{3}}P[{LETTERS}]{{20}}$")]
ModuleCode = Annotated[str, Field(pattern=rf"^[{LETTERS}]{{3}}M[{LETTERS}]{{20}}$")]
CellCode = Annotated[str, Field(pattern=rf"^[{LETTERS}]{{3}}C[{LETTERS}]{{20}}$")]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ModuleIn(Strict):
    module_code: ModuleCode
    cells: list[CellCode]


class PackIn(Strict):
    pack_code: PackCode
    modules: list[ModuleIn]


class VehicleIn(Strict):
    vin: Annotated[str, Field(pattern=r"^[0-9A-HJ-NPR-Z]{17}$")]
    vehicle_type: str
    vehicle_name: str
    brand: str
    vehicle_model: str
    certified_date: date
    swap_mode: bool
    packs: list[PackIn]


class Receipt(BaseModel):
    vehicle: int
    accepted: int


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    Base.metadata.create_all(engine)
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/healthz")
def healthz() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/filings", status_code=201)
def file(body: VehicleIn) -> Receipt:
    with Sessions() as db:
        return store(body, db)


def store(body: VehicleIn, db: Session) -> Receipt:
    codes = [pack.pack_code for pack in body.packs]
    for pack in body.packs:
        for module in pack.modules:
            codes.append(module.module_code)
            codes.extend(module.cells)
    if len(set(codes)) != len(codes):
        raise HTTPException(422, "a code stands twice")
    known = db.scalars(select(Code.code).where(Code.code.in_(codes))).all()
    if known:
        raise HTTPException(409, f"already registered: {', '.join(known[:10])}")
    vehicle = Vehicle(**body.model_dump(exclude={"packs"}))
    db.add(vehicle)
    db.flush()

    def add(rows: list[dict[str, object]]) -> list[int]:
        statement = insert(Code).returning(Code.id, sort_by_parameter_order=True)
        return list(db.scalars(statement, [row | {"vehicle_id": vehicle.id} for row in rows]))

    packs = add([{"code": pack.pack_code, "level": "P", "parent_id": None} for pack in body.packs])
    inside = [
        (module, above) for pack, above in zip(body.packs, packs, strict=True) for module in pack.modules
    ]
    modules = add(
        [{"code": module.module_code, "level": "M", "parent_id": above} for module, above in inside]
    )
    cells = [
        {"code": cell, "level": "C", "parent_id": above, "vehicle_id": vehicle.id}
        for (module, _), above in zip(inside, modules, strict=True)
        for cell in module.cells
    ]
    db.execute(insert(Code), cells)
    db.commit()
    return Receipt(vehicle=vehicle.id, accepted=len(codes))
