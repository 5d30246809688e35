"""The functions of other tools under their names, each by the convention of the tool that has the name.

A module of PyTorch is exported, not run: no weights are needed, and nothing is computed."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

from ._network import Cost
from .torch import imported

__all__ = ["FlopCountAnalysis", "Statistics", "get_model_complexity_info", "profile", "summary"]


class FlopCountAnalysis:
    """As `fvcore.nn.FlopCountAnalysis`: flops by the convention ``fvcore``, in which a multiply-accumulate is one."""

    def __init__(self, model: Any, inputs: Any) -> None:
        self._cost = _cost(model, inputs, "fvcore")

    def total(self) -> int:
        """The flops of the whole network."""
        return int(self._cost.totals["flops"])

    def by_operator(self) -> dict[str, int]:
        """The flops by the operations of the language, without those that have none."""
        flops: dict[str, int] = {}
        for layer in self._cost.layers:
            if layer["flops"]:
                flops[layer["op"]] = flops.get(layer["op"], 0) + layer["flops"]
        return flops

    def __repr__(self) -> str:
        return f"<{self.total():,} flops by the convention fvcore>"


class Statistics:
    """As what `torchinfo.summary` returns: its fields, and the table of netcost as ``str``."""

    def __init__(self, cost: Cost, params: int) -> None:
        self.cost = cost
        #: Learned values, also of parts that are not used.
        self.total_params = params
        #: The multiply-accumulates as torchinfo counts them.
        self.total_mult_adds = int(cost.totals["flops"])

    def __str__(self) -> str:
        return str(self.cost)

    def __repr__(self) -> str:
        return f"<{self.total_params:,} params, {self.total_mult_adds:,} mult-adds by the convention torchinfo>"


def summary(model: Any, input_size: Sequence[Any] | None = None, *, input_data: Any = None) -> Statistics:
    """As `torchinfo.summary`: ``summary(model, (1, 3, 224, 224))``, or with several sizes in a list."""
    inputs = _inputs(model, input_size) if input_data is None else input_data
    return Statistics(_cost(model, inputs, "torchinfo"), _params(model))


def get_model_complexity_info(
    model: Any, input_res: Sequence[int], print_per_layer_stat: bool = False, as_strings: bool = False, **_: Any
) -> tuple[Any, Any]:
    """As `ptflops.get_model_complexity_info`: the MACs and the params for a batch of one; ``input_res`` is without the
    batch. Both are integers; with ``as_strings`` they are texts, with all digits."""
    cost = _cost(model, _inputs(model, (1, *input_res)), "ptflops")
    if print_per_layer_stat:
        print(cost)
    counts = int(cost.totals["flops"]), _params(model)
    return (f"{counts[0]:,} MACs", f"{counts[1]:,}") if as_strings else counts


def profile(model: Any, inputs: Sequence[Any], **_: Any) -> tuple[int, int]:
    """As `thop.profile`: the MACs as thop counts them, and the params."""
    totals = _cost(model, tuple(inputs), "thop").totals
    return int(totals["flops"]), int(totals["params"])


def _cost(model: Any, inputs: Any, convention: str) -> Cost:
    """What a module costs by a convention; as the tools do, a single tensor is the only input, and what is written as several
    operations is counted as such."""
    import torch

    args, kwargs = (), None
    if isinstance(inputs, Mapping):
        kwargs = inputs
    else:
        args = (inputs,) if isinstance(inputs, torch.Tensor) else tuple(inputs)
    is_training = model.training
    model.eval()
    try:
        network = imported(model, args, kwargs, None, ["--no-patterns"])
    finally:
        model.train(is_training)
    return network.instantiate(convention=convention)


def _params(model: Any) -> int:
    """The learned values of a module, also of parts that it does not use in ``eval()``."""
    return sum(parameter.numel() for parameter in model.parameters())


def _inputs(model: Any, sizes: Sequence[Any] | None) -> tuple[Any, ...]:
    """Inputs of these sizes, on the device of the module."""
    import torch

    if not sizes:
        raise ValueError("say the size of the input: `input_size=(1, 3, 224, 224)`")
    shapes = [sizes] if isinstance(sizes[0], int) else sizes
    device = next((parameter.device for parameter in model.parameters()), "meta")
    return tuple(torch.empty(tuple(shape), device=device) for shape in shapes)
