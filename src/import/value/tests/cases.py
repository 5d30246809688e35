"""Writes cases.jsonl: small cases of operators with the outputs that ONNX says they have.

    python3 cases.py > cases.jsonl        (onnx 1.23.2, numpy 2.4.6)

There are two sources: the one-node cases of the package `onnx`, and inputs of our own, of which its
reference evaluator computes the outputs. A line is a case: operator, attributes, inputs, outputs; a
tensor is its type, its dims and its elements.
"""
import json, warnings
import numpy as np, onnx
from onnx import helper, TensorProto as P
from onnx.reference import ReferenceEvaluator
from onnx.backend.test.case.node import collect_testcases

warnings.simplefilter("ignore")
UNARY = """Abs Neg Sign Relu Floor Ceil Round Sqrt Reciprocal Exp Log Sin Cos Tan Asin Acos Atan Sinh Cosh Tanh Asinh
Acosh Atanh Erf Sigmoid Softplus Softsign Not IsNaN IsInf BitwiseNot""".split()
BINARY = """Add Sub Mul Div Mod Pow Min Max And Or Xor Equal Less LessOrEqual Greater GreaterOrEqual BitShift
BitwiseAnd BitwiseOr BitwiseXor""".split()
REDUCE = "Sum Prod Max Min Mean SumSquare L1 L2 LogSum LogSumExp".split()
OTHERS = """Cast Where Transpose Slice Split Expand Tile Pad Concat Gather GatherElements GatherND Compress
ScatterElements ScatterND ArgMax ArgMin CumSum CumProd Range OneHot Trilu EyeLike NonZero TopK Unique""".split()
OPERATORS = {*UNARY, *BINARY, *OTHERS, *("Reduce" + name for name in REDUCE)}
TYPES = {str(np.dtype(t)): t for t in (np.float64, np.float32, np.float16, np.int64, np.int32, np.int16, np.int8,
                                       np.uint64, np.uint32, np.uint16, np.uint8, np.bool_)}


def number(x):
    if isinstance(x, (bool, np.bool_)):
        return int(x)
    if isinstance(x, (int, np.integer)):
        return int(x)
    return float(x) if np.isfinite(x) else str(float(x))


def tensor(x):
    if x is None:
        return None
    x = np.asarray(x)
    return [str(x.dtype), list(x.shape), [number(i) for i in x.ravel()]]


def plain(value):
    return value.decode() if isinstance(value, bytes) else value


def write(op, attributes, inputs, outputs):
    known = [x for x in [*inputs, *outputs] if x is not None]
    if all(str(np.asarray(x).dtype) in TYPES for x in known) and sum(np.asarray(x).size for x in known) <= 64:
        case = [op, attributes, [tensor(x) for x in inputs], [tensor(x) for x in outputs]]
        print(json.dumps(case, separators=(",", ":")))


def official():
    for case in collect_testcases(None):
        nodes = case.model.graph.node if case.model is not None else []
        if len(nodes) != 1 or nodes[0].op_type not in OPERATORS or case.model.graph.initializer:
            continue
        if case.model.opset_import[0].version < 13 or nodes[0].domain:
            continue
        attributes = {a.name: plain(helper.get_attribute_value(a)) for a in nodes[0].attribute}
        for given, expected in case.data_sets:
            given = iter(given)
            inputs = [next(given) if name else None for name in nodes[0].input]
            # Sums of any floats depend on their order.
            if nodes[0].op_type.startswith("Reduce") and any(np.any(np.asarray(x) % 1) for x in inputs):
                continue
            if all(isinstance(x, (np.ndarray, np.generic, type(None))) for x in [*inputs, *expected]):
                write(nodes[0].op_type, attributes, inputs, expected)


def own(op, *inputs, outputs=1, **attributes):
    names = [f"x{i}" if x is not None else "" for i, x in enumerate(inputs)]
    given = {n: x for n, x in zip(names, inputs) if n}
    kind = helper.np_dtype_to_tensor_dtype
    infos = [helper.make_tensor_value_info(n, kind(x.dtype), x.shape) for n, x in given.items()]
    results = [f"y{i}" for i in range(outputs)]
    node = helper.make_node(op, names, results, **attributes)
    ends = [helper.make_tensor_value_info(n, P.UNDEFINED, None) for n in results]
    graph = helper.make_graph([node], "g", infos, ends)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 24)])
    write(op, attributes, inputs, ReferenceEvaluator(model).run(None, given))


def i(x, t=np.int64):
    return np.array(x, t)


def f(x, t=np.float32):
    return np.array(x, t)


def grid(*dims, t=np.int64):
    return np.arange(int(np.prod(dims)), dtype=t).reshape(dims)


def elementwise():
    special = f([-np.inf, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, np.inf, np.nan])
    for op in ("Abs", "Neg", "Sign", "Relu", "Floor", "Ceil", "Round", "IsNaN", "IsInf", "Reciprocal", "Sqrt"):
        own(op, special)
        own(op, f(-0.75))
        own(op, f(np.zeros((0, 3))))
    for op in UNARY[UNARY.index("Exp"):UNARY.index("Not")]:
        own(op, f([0.0, 0.25, -0.25, 0.875]) + (1 if op == "Acosh" else 0), )
        if op not in ("Asin", "Acos", "Atanh", "Acosh", "Log"):
            own(op, f([-30.5, -3.0, 1.0, 2.75, 20.0], np.float32 if op == "Erf" else np.float64))
    own("Abs", i([-3, 0, 5]))
    own("Neg", i([-128, 127], np.int8))
    own("Sign", i([-3, 0, 5], np.int32))
    own("BitwiseNot", i([0, 1, 200], np.uint8))
    own("BitwiseNot", i([0, -7]))
    own("Not", np.array([[True, False]]))
    a, b = i([[7, -7, 7, -7]]), i([[2], [-2], [3]])
    for op in ("Add", "Sub", "Mul", "Div", "Mod", "Min", "Max", "Equal", "Less", "GreaterOrEqual", "BitwiseXor"):
        own(op, a, b)
        own(op, a, i(3))
        own(op, i(np.zeros((0, 1))), b[:1])
    for op in ("Add", "Sub", "Mul", "Div", "Mod", "Min", "Max"):
        attributes = {"fmod": 1} if op == "Mod" else {}
        own(op, f([[5.5, -5.5, np.nan, 0.1]]), f([[2.0], [-0.3]]), **attributes)
        own(op, i([100, -100, 127], np.int8), i([100, 3, 127], np.int8))
    own("Mod", f([5.5, -5.5, 6.0]), f([-2.0, 4.0, 3.0]))
    own("Mod", i([7, -7]), i([-3, 3]), fmod=1)
    own("Div", i([200, 7], np.uint8), i([7, 200], np.uint8))
    own("Pow", i([2, -3, 10]), i([10, 3, 0]))
    own("Pow", i([2, 9]), f([0.5, 0.5]))
    own("Pow", f([2.0, 9.0]), i([3, -1]))
    own("Where", np.array([[True], [False]]), i([1, 2]), i(9))
    own("Where", np.array(True), f([1.5]), f(np.zeros((0,))))
    for to in (P.INT64, P.INT32, P.UINT8, P.INT8, P.BOOL, P.FLOAT, P.DOUBLE):
        own("Cast", f([-2.7, -0.5, 0.0, 1.5, 2.9]) if to != P.UINT8 else f([0.5, 200.9]), to=to)
        own("Cast", i([-129, -1, 0, 1, 255, 300, 2**31, 2**40 + 1]), to=to)
    own("Cast", f([0.1, 65504.0, 65519.0, 65520.0, -1e6, 6e-8, 3e-8, 2.0**-25, 0.333333, np.nan, np.inf]), to=P.FLOAT16)
    own("Cast", f([0.1, 1 + 2.0**-24, 1 + 3 * 2.0**-24, 1e39, -1e-46], np.float64), to=P.FLOAT)
    own("Cast", i([2**53 + 1, 2**24 + 1, 2**60 + 2**36 + 1]), to=P.FLOAT)
    own("Cast", i([2**53 + 1]), to=P.DOUBLE)


def movement():
    x = grid(2, 3, 4)
    for perm in ([2, 0, 1], [0, 1, 2], [1, 0, 2]):
        own("Transpose", x, perm=perm)
    own("Transpose", i(np.zeros((0, 3))), perm=[1, 0])
    for start, end, axes, steps in (
        ([0, 1], [2, 2**62], [0, 2], [1, 2]), ([-1], [-100], [2], [-1]), ([3], [0], [-1], [-2]), ([5], [9], [1], [1]),
        ([-100], [100], [1], [2]), ([2], [1], [0], [1]), ([1], [-1], [1], [-1]), ([-1], [-(2**62)], [1], [-3]),
    ):
        own("Slice", x, i(start), i(end), i(axes), i(steps))
    own("Slice", i(np.zeros((0, 3))), i([0, -1]), i([5, -9]), i([0, 1]), i([1, -1]))
    own("Split", grid(2, 5), i([2, 0, 3]), axis=1, outputs=3)
    for data, dims in ((grid(3, 1), [2, 1, 4]), (grid(3, 4), [1, 1]), (i(5), [2, 3]), (grid(1), [0]), (i(5), [])):
        own("Expand", data, i(dims))
    for data, times in ((grid(2, 2), [1, 3]), (grid(2, 1, 2), [2, 2, 1]), (grid(3), [0]), (i(np.zeros((0, 2))), [3, 2])):
        own("Tile", data, i(times))
    for mode in ("constant", "edge", "reflect", "wrap"):
        own("Pad", grid(2, 3), i([1, 2, 0, 1]), *((i(9),) if mode == "constant" else ()), mode=mode)
        own("Pad", grid(3), i([7, 8]), mode=mode)
        own("Pad", grid(1, 2), i([2, 0, 1, 0]), mode=mode)
    own("Pad", i(np.zeros((0, 2))), i([1, 0, 1, 1]), mode="constant")
    own("Concat", grid(2, 1), grid(2, 0), 5 + grid(2, 2), axis=1)
    own("Concat", grid(1, 2), grid(2, 2), axis=-2)
    own("Concat", i(np.zeros((0, 2))), i(np.zeros((0, 3))), axis=1)


def indices():
    x = grid(2, 3, 2)
    own("Gather", x, i([[0, -1], [1, 1]]), axis=1)
    own("Gather", x, i(-2), axis=0)
    own("Gather", grid(5), i([]), axis=0)
    own("Gather", grid(4), i(3), axis=-1)
    own("GatherElements", grid(3, 3), i([[2, 0], [-1, 1], [0, 0]]), axis=1)
    own("GatherElements", grid(3, 3), i([[2, 0, 1], [-1, 1, 1]]), axis=0)
    own("GatherND", x, i([[0, 1], [-1, 2]]))
    own("GatherND", x, i([[1], [-3]]), batch_dims=1)
    own("GatherND", x, i([0, 1, -1]))
    own("GatherND", x, i([[[0, 1]], [[2, 0]]]), batch_dims=1)
    own("Compress", grid(3, 2), np.array([True, False, True]), axis=0)
    own("Compress", grid(3, 2), np.array([False, True]), axis=-1)
    own("Compress", grid(3, 2), np.array([False, True, False, True]))
    for reduction in ("none", "add", "mul", "min", "max"):
        at = i([[0, 2]]) if reduction == "none" else i([[0, 0], [2, -1]])
        own("ScatterElements", grid(2, 3), at, 4 + grid(*at.shape), axis=1, reduction=reduction)
        at = i([[1], [-3]]) if reduction == "none" else i([[1], [1], [-1]])
        own("ScatterND", grid(3, 2), at, 3 + grid(at.shape[0], 2), reduction=reduction)
    own("ScatterND", grid(2, 2), i([[0, 1], [1, 0]]), i([8, 9]))
    own("ScatterElements", grid(3), i([]), i([]), axis=0)


def reductions():
    x = i([[[3, -1], [4, 1]], [[-5, 9], [2, 6]]])
    for name in REDUCE:
        exact = x if name in ("Sum", "Prod", "Max", "Min", "Mean", "SumSquare", "L1") else abs(x) / f(2.0)
        for data in (exact, exact.astype(np.float32)):
            own("Reduce" + name, data, i([1]))
            own("Reduce" + name, data, i([0, -1]), keepdims=0)
            own("Reduce" + name, data, keepdims=0)
        if name != "LogSumExp":
            own("Reduce" + name, f(1.5), keepdims=1)
        if name not in ("Mean", "LogSumExp", "Max", "Min"):
            own("Reduce" + name, f(np.zeros((2, 0))), i([1]))
    own("ReduceSum", i([100, 100], np.int32) * 2**24, keepdims=0)
    own("ReduceMax", f([1.0, np.nan, 2.0]))
    own("ReduceProd", i(np.zeros((0, 3))), i([1]), keepdims=0)
    for op in ("ArgMax", "ArgMin"):
        for last in (0, 1):
            own(op, i([[2, 7, 7], [1, 1, 4]]), axis=1, keepdims=0, select_last_index=last)
            own(op, f([[2, 7], [2, 9]]), axis=0, select_last_index=last)
    for exclusive in (0, 1):
        for reverse in (0, 1):
            own("CumSum", grid(2, 3) + 1, i(1), exclusive=exclusive, reverse=reverse)
            own("CumSum", f([[1.5, 2.0], [4.0, 0.25]]), i(-2), exclusive=exclusive, reverse=reverse)
    own("CumSum", i(np.zeros((2, 0))), i(1))


def made():
    for a, b, c in ((0, 5, 1), (5, 0, -2), (3, 3, 1), (0, 5, -1), (2, 9, 3), (-4, 5, 4)):
        own("Range", i(a), i(b), i(c))
        own("Range", f(a), f(b), f(c))
    own("Range", f(0.0), f(1.0), f(0.25))
    own("Range", f(1.0), f(0.1), f(-0.3))
    for axis in (0, -1, 1):
        own("OneHot", i([[0, 2], [-1, 5]]), i(3), i([4, 7]), axis=axis)
    own("OneHot", i(1), i(3), f([0.5, 1.0]), axis=0)
    own("OneHot", i([]), i(2), i([0, 1]))
    for upper in (0, 1):
        for k in (-5, -1, 0, 2):
            own("Trilu", grid(3, 4) + 1, i(k), upper=upper)
        own("Trilu", grid(2, 2, 2) + 1, upper=upper)
        own("Trilu", i(np.zeros((0, 3))), upper=upper)
    for k in (-1, 0, 2):
        own("EyeLike", f(np.zeros((3, 4))), k=k)
    own("NonZero", i([[1, 0, 3], [0, 5, 0]]))
    own("NonZero", f([0.0, 0.5, -1.0]))
    own("NonZero", i(np.zeros((2, 0))))
    for largest in (0, 1):
        own("TopK", i([[3, 1, 3, 2], [0, 9, 9, 9]]), i([3]), largest=largest, outputs=2)
        own("TopK", f([[3, 1], [4, 1], [3, 5]]), i([2]), axis=0, largest=largest, outputs=2)
    for order in (0, 1):
        own("Unique", i([2, 1, 1, 3, 4, 3]), sorted=order, outputs=4)
        own("Unique", f([[1, 0, 0], [1, 0, 0], [-2, 3, 4]]), axis=0, sorted=order, outputs=4)
    # Unsorted, the evaluator gives all parts for those that differ.
    own("Unique", f([[5, 1, 5], [0, 2, 0]]), axis=1, outputs=4)
    own("Unique", i([]), outputs=4)


for part in (official, elementwise, movement, indices, reductions, made):
    part()
