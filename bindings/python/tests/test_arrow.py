"""Tables for what reads Apache Arrow. Skipped where that is not installed."""

import gc

import netcost as nc
import pytest
from netcost import Row, Table


def test_pyarrow_reads_layers_and_sweeps():
    pyarrow = pytest.importorskip("pyarrow")
    layers = nc.run("lenet5").layers
    table = pyarrow.table(layers)
    assert table.column_names == layers.columns
    assert table["macs"].to_pylist() == layers.column("macs")
    assert table["outputs"].to_pylist()[:2] == ["6x28x28", "6x28x28"]
    swept = nc.Network("mobilenet_v2").sweep({"width": [0.5, 9], "res": [96, 128]})
    table = pyarrow.table(swept)
    assert table["status"].to_pylist() == ["ok", "ok", "illegal", "illegal"]
    assert table["params"].to_pylist() == swept.column("params")
    assert table.schema.field("width").type == pyarrow.float64()


def test_types_of_columns():
    pyarrow = pytest.importorskip("pyarrow")
    rows = [
        {"a": 1, "b": 2**64 - 1, "c": 2**100, "d": 1, "e": True, "f": None, "g": "é"},
        {"a": None, "b": 1, "c": -1, "d": 0.5, "e": None, "f": None, "g": ""},
    ]
    table = pyarrow.table(Table(rows, Row))
    texts = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    types = [pyarrow.int64(), pyarrow.uint64(), pyarrow.decimal128(38, 0), pyarrow.float64(), pyarrow.bool_(), pyarrow.null(), texts]
    assert table.schema.types == types
    assert table.to_pylist() == rows
    assert pyarrow.table(Table([], Row)).num_rows == 0
    repeated = pyarrow.table(nc.run("resnet50").layers)["op"].chunk(0)
    assert len(repeated.dictionary) == len(set(repeated.to_pylist())) < 20
    for values in [(1, "x"), (10**39,)]:
        with pytest.raises(ValueError, match="no common type"):
            pyarrow.table(Table([{"mixed": it} for it in values], Row))


def test_a_capsule_that_nobody_reads_is_freed():
    table = Table([{"a": "x" * 1000}] * 1000, Row)
    for _ in range(50):
        table.__arrow_c_stream__()
    gc.collect()


def test_polars_and_pandas():
    layers = nc.run("lenet5").layers
    polars = pytest.importorskip("polars")
    assert polars.DataFrame(layers)["macs"].to_list() == layers.column("macs")
    assert layers.to_polars().columns == layers.columns
    assert pytest.importorskip("pandas")
    assert list(layers.to_pandas()["macs"]) == layers.column("macs")


def test_duckdb():
    duckdb = pytest.importorskip("duckdb")
    layers = nc.run("lenet5").layers
    assert duckdb.sql("select sum(macs) from layers").fetchall() == [(nc.run("lenet5").totals.macs,)]
