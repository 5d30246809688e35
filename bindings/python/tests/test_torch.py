"""Modules of PyTorch, and the tools whose names `netcost.compat` has. Skipped where they are not installed."""

import netcost as nc
import pytest
from netcost import compat

torch = pytest.importorskip("torch")


def models():
    """Some of the models of torchvision, by name."""
    zoo = pytest.importorskip("torchvision").models
    names = ["mobilenet_v2", "resnet50", "squeezenet1_1", "vgg11", "densenet121", "shufflenet_v2_x1_0", "vit_b_16"]
    for name in names:
        with torch.device("meta"):
            yield name, getattr(zoo, name)().eval()


def test_params_and_buffers_are_those_of_the_modules():
    for name, model in models():
        net = nc.from_torch(model, (torch.empty(1, 3, 224, 224, device="meta"),))
        totals = net.totals()
        assert totals.params == sum(it.numel() for it in model.parameters()), name


def test_the_text_of_a_module_is_a_network():
    net = nc.from_torch(torch.nn.Sequential(torch.nn.Linear(8, 4), torch.nn.ReLU()), (torch.empty(2, 8),))
    assert "fc 4" in net.source
    cost = net.instantiate()
    assert (cost.totals.params, cost.report["batch"]) == (36, 2)
    assert nc.run(net.source).to_json() == cost.to_json()


def small():
    """A module that all tools count in the same way, and its input."""
    nn = torch.nn
    module = nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 5)
    )
    return module.eval(), torch.zeros(1, 3, 16, 16)


def test_fvcore():
    tool = pytest.importorskip("fvcore.nn")
    module, image = small()
    assert compat.FlopCountAnalysis(module, image).total() == tool.FlopCountAnalysis(module, image).total()



def test_thop():
    tool = pytest.importorskip("thop")
    module, image = small()
    assert compat.profile(module, inputs=(image,)) == tool.profile(module, inputs=(image,), verbose=False)


def test_ptflops():
    tool = pytest.importorskip("ptflops")
    module, _ = small()
    theirs = tool.get_model_complexity_info(
        module, (3, 16, 16), as_strings=False, print_per_layer_stat=False, verbose=False, backend="pytorch"
    )
    assert compat.get_model_complexity_info(module, (3, 16, 16)) == theirs


def test_torchinfo():
    tool = pytest.importorskip("torchinfo")
    module, _ = small()
    ours, theirs = compat.summary(module, (1, 3, 16, 16)), tool.summary(module, (1, 3, 16, 16), verbose=0)
    assert (ours.total_params, ours.total_mult_adds) == (theirs.total_params, theirs.total_mult_adds)
