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


def functions(name):
    """Whether a layer of a network of torchvision is a function that a module calls: `F.relu`, not `nn.ReLU`."""
    return {
        "mobilenet_v2": lambda it: it.op == "gap",
        "densenet121": lambda it: it.op == "gap" or it.op == "relu" and it.outputs == [[1024, 7, 7]],
        "googlenet": lambda it: it.op == "relu",
        "inception_v3": lambda it: it.op in ("relu", "avgpool") or it.op == "pool" and it.inputs in ([[288, 35, 35]], [[768, 17, 17]]),
    }.get(name, lambda _: False)


#: Networks of torchvision on which the tools and their namesakes are compared.
CONVOLUTIONS = [
    "alexnet", "vgg11", "resnet18", "resnet50", "mobilenet_v2", "mobilenet_v3_small", "squeezenet1_1", "densenet121", "shufflenet_v2_x1_0",
    "efficientnet_b0", "mnasnet1_0", "googlenet", "inception_v3", "regnet_x_400mf",
]


def network(name):
    """A network with weights of chance, and its input."""
    options = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}
    module = getattr(pytest.importorskip("torchvision").models, name)(**options)
    side = 299 if name == "inception_v3" else 224
    return module.eval(), torch.zeros(1, 3, side, side)


def of_functions(name, module, image, convention):
    """What a convention counts of the functions that a network calls."""
    layers = nc.from_torch(module, (image,)).instantiate(convention=convention).layers
    return sum(layer.flops for layer in layers if functions(name)(layer))


@pytest.mark.parametrize("name", [*CONVOLUTIONS, "convnext_tiny", "vit_b_16", "swin_t"])
def test_fvcore(name):
    tool = pytest.importorskip("fvcore.nn")
    module, image = network(name)
    assert compat.FlopCountAnalysis(module, image).total() == tool.FlopCountAnalysis(module, image).total()


@pytest.mark.parametrize("name", CONVOLUTIONS)
def test_thop(name):
    tool = pytest.importorskip("thop")
    module, image = network(name)
    macs, params = compat.profile(module, inputs=(image,))
    # It leaves functions out. It comes last, since it adds buffers to the module.
    macs -= of_functions(name, module, image, "thop")
    assert (macs, params) == tool.profile(module, inputs=(image,), verbose=False)


@pytest.mark.parametrize("name", CONVOLUTIONS)
def test_ptflops(name):
    tool = pytest.importorskip("ptflops")
    module, image = network(name)
    size = tuple(image.shape[1:])
    quiet = {"as_strings": False, "print_per_layer_stat": False, "verbose": False, "backend": "pytorch"}
    macs, params = compat.get_model_complexity_info(module, size)
    # It counts functions once, and modules that call them twice.
    macs -= of_functions(name, module, image, "ptflops") // 2
    assert (macs, params) == tool.get_model_complexity_info(module, size, **quiet)


@pytest.mark.parametrize("name", [*CONVOLUTIONS, "convnext_tiny"])
def test_torchinfo(name):
    tool = pytest.importorskip("torchinfo")
    module, image = network(name)
    ours, theirs = compat.summary(module, tuple(image.shape)), tool.summary(module, tuple(image.shape), verbose=0)
    assert (ours.total_params, ours.total_mult_adds) == (theirs.total_params, theirs.total_mult_adds)
