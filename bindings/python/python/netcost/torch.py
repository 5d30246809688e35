"""Live modules of PyTorch, by way of `torch.export`."""

from __future__ import annotations

from typing import Any, Mapping, Sequence

from . import _command
from ._network import Network


def from_torch(
    module: Any,
    args: Sequence[Any],
    kwargs: Mapping[str, Any] | None = None,
    *,
    dynamic: Any = None,
) -> Network:
    """The network that a module computes for these arguments, which are as those of its ``forward``; ``dynamic`` are the
    ``dynamic_shapes`` of `torch.export.export`, by default an open first axis of each tensor: the batch.

    No weight is read or copied. On the device ``meta`` neither the module nor the arguments need memory. An operation that
    the importer of `.pt2` files does not know is a `custom` layer of unknown cost, and totals are lower bounds then."""
    return imported(module, args, kwargs, dynamic)


def imported(
    module: Any, args: Sequence[Any], kwargs: Mapping[str, Any] | None, dynamic: Any, options: Sequence[str] = ()
) -> Network:
    """The network of a module by `netcost import` with these options."""
    import tempfile
    import warnings
    from pathlib import Path

    import torch

    exported = _exported(module, tuple(args), dict(kwargs or {}), dynamic)
    _drop_weights(exported)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # It warns that weights are no whole storages.
        warnings.simplefilter("ignore")
        file = Path(folder, f"{type(module).__name__}.pt2")
        torch.export.save(exported, file)
        text, _ = _command.diagnosed("import", list(options), _command.word(file))
    return Network(_with_batch(text, [*args, *(kwargs or {}).values()]))


def _exported(module: Any, args: tuple[Any, ...], kwargs: dict[str, Any], dynamic: Any) -> Any:
    """The exported program, with an open batch if nothing else is said and the module allows it."""
    import torch

    export = torch.export.export
    with torch.no_grad():
        if dynamic is None:
            try:
                return export(module, args, kwargs, dynamic_shapes=_open_batch(args, kwargs))
            # Whatever else is wrong is said by the export that follows.
            except Exception:
                pass
        return export(module, args, kwargs, dynamic_shapes=dynamic)


def _open_batch(args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Dynamic shapes in which the first axis of each tensor is open."""
    import torch
    from torch.utils import _pytree

    def of(leaf: Any) -> Any:
        return {0: torch.export.Dim.AUTO} if isinstance(leaf, torch.Tensor) and leaf.dim() > 0 else None

    return _pytree.tree_map(of, args if not kwargs else (*args, *kwargs.values()))


def _drop_weights(exported: Any) -> None:
    """Puts a single value in place of each stored tensor, so that nothing is written. What was tied stays tied."""
    import torch

    weightless: dict[int, Any] = {}
    for name, stored in list(exported.state_dict.items()):
        if id(stored) not in weightless:
            value = torch.empty((1,) * stored.dim(), dtype=stored.dtype, device="cpu").expand(stored.shape)
            if isinstance(stored, torch.nn.Parameter):
                value = torch.nn.Parameter(value, requires_grad=stored.requires_grad)
            weightless[id(stored)] = value
        exported.state_dict[name] = weightless[id(stored)]


def _with_batch(text: str, arguments: Sequence[Any]) -> str:
    """The text with the batch of the arguments, if its inputs are without the batch."""
    import torch

    shapes = [tuple(it.shape) for it in arguments if isinstance(it, torch.Tensor)]
    inputs = [tuple(it["shape"]) for it in Network(text).instantiate().report["inputs"]]
    batches = {shape[0] for shape, known in zip(shapes, inputs) if shape[1:] == known}
    batch = batches.pop() if len(batches) == 1 else 1
    if batch == 1:
        return text
    # The first line that is no comment is the title with the inputs.
    lines = text.splitlines(keepends=True)
    first = next(index for index, line in enumerate(lines) if not line.startswith("#"))
    return "".join([*lines[:first], f"batch {batch}\n", *lines[first:]])
