"""Writes small programs of `torch.export` to ../programs/, and what PyTorch counts of each to ../programs.json.

    pip install torch==2.15.0 && python programs.py

Each network is exported as it is, and again with `run_decompositions`. Params, trainable params and buffers are
counted in the module; multiply-accumulates are half of what `FlopCounterMode` counts in a forward pass, for one sample.
It does not count recurrent layers of the type LSTM: theirs are by the formula. Of the files only the graphs are kept,
without stack traces, and the names of the files of parameters.
"""

import gzip
import json
import os
import tempfile
import zipfile

import torch
import torch.nn.functional as F
from torch import nn
from torch.export import Dim
from torch.utils.flop_counter import FlopCounterMode

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
torch.manual_seed(0)
# Otherwise layers of a transformer are one operator, which the counter does not know.
torch.backends.mha.set_fastpath_enabled(False)


class Attention(nn.Module):
    """Attention of 4 heads, with 2 heads of keys and values if they are shared."""

    def __init__(self, causal=False, shared=False, masked=False):
        super().__init__()
        self.causal, self.masked, self.heads = causal, masked, 2 if shared else 4
        self.q, self.o = nn.Linear(64, 64), nn.Linear(64, 64)
        self.k, self.v = nn.Linear(64, 16 * self.heads), nn.Linear(64, 16 * self.heads)

    def forward(self, x):
        b, n, _ = x.shape
        q = self.q(x).view(b, n, 4, 16).transpose(1, 2)
        k, v = (it(x).view(b, n, self.heads, 16).transpose(1, 2) for it in (self.k, self.v))
        mask = torch.zeros(n, n) if self.masked else None
        y = F.scaled_dot_product_attention(
            q, k, v, attn_mask=mask, is_causal=self.causal, enable_gqa=self.heads != 4)
        return self.o(y.transpose(1, 2).reshape(b, n, 64))


class Decoder(nn.Module):
    """Two blocks of a language model: RMS norm, rotary positions, shared heads, a gated MLP."""

    def __init__(self, d=64, heads=4, shared=2, layers=2, words=200):
        super().__init__()
        self.heads, self.shared = heads, shared
        linear = lambda a, b: nn.Linear(a, b, bias=False)
        self.embed, self.norm, self.head = nn.Embedding(words, d), nn.RMSNorm(d), linear(d, words)
        kv = d * shared // heads
        self.blocks = nn.ModuleList(nn.ModuleDict({
            "norm1": nn.RMSNorm(d), "q": linear(d, d), "k": linear(d, kv), "v": linear(d, kv), "o": linear(d, d),
            "norm2": nn.RMSNorm(d), "gate": linear(d, 2 * d), "up": linear(d, 2 * d), "down": linear(2 * d, d),
        }) for _ in range(layers))
        self.register_buffer("rates", 1 / (10000 ** (torch.arange(0, d // heads, 2) / (d // heads))))

    @staticmethod
    def turned(x, cos, sin):
        a, b = x.chunk(2, -1)
        return x * cos + torch.cat([-b, a], -1) * sin

    def forward(self, x):
        b, n = x.shape
        x = self.embed(x)
        with torch.no_grad():
            angles = torch.arange(n)[:, None] * self.rates[None]
            angles = torch.cat([angles, angles], -1)
            cos, sin = angles.cos(), angles.sin()
        for block in self.blocks:
            y = block["norm1"](x)
            q, k, v = (block[name](y).view(b, n, -1, 16).transpose(1, 2) for name in "qkv")
            q, k = self.turned(q, cos, sin), self.turned(k, cos, sin)
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
            x = x + block["o"](y.transpose(1, 2).reshape(b, n, -1))
            y = block["norm2"](x)
            x = x + block["down"](F.silu(block["gate"](y)) * block["up"](y))
        return self.head(self.norm(x))


class Tied(nn.Module):
    """A table that is the last layer too, and a layer that is not trained."""

    def __init__(self):
        super().__init__()
        self.embed, self.frozen, self.head = nn.Embedding(100, 32), nn.Linear(32, 32), nn.Linear(32, 100, bias=False)
        self.head.weight = self.embed.weight
        self.frozen.requires_grad_(False)

    def forward(self, x):
        return self.head(self.frozen(self.embed(x)))


class InPlace(nn.Module):
    """Parts of tensors are replaced by what layers make."""

    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(8, 8), nn.Linear(8, 4)

    def forward(self, x):
        y, z = x.clone(), torch.zeros(1, 8)
        y[:, :4] = self.a(x)[:, :4]
        z[:, 2:6] = self.b(x)
        return y + z.relu_()


class Recurrent(nn.Module):
    def __init__(self, kind, **options):
        super().__init__()
        self.layer = kind(16, 32, batch_first=True, **options)

    def forward(self, x):
        return self.layer(x)[0]


class Convolutions(nn.Module):
    """Convolutions, norms, pools and resampling of one to three axes."""

    def __init__(self):
        super().__init__()
        self.one, self.three = nn.Conv1d(8, 16, 3, padding="same"), nn.Conv3d(3, 4, 3, padding=1)
        self.up, self.group = nn.ConvTranspose2d(4, 8, 4, 2, 1), nn.GroupNorm(4, 8)
        self.instance, self.slopes = nn.InstanceNorm2d(8, affine=True), nn.PReLU(8)
        self.plain = nn.BatchNorm2d(8, affine=False)

    def forward(self, line, map, volume):
        y = self.plain(self.slopes(self.instance(self.group(self.up(map)))))
        y = F.interpolate(y, scale_factor=2, mode="bilinear")
        x = self.one(line)
        return (F.avg_pool1d(x, 2), F.max_pool1d(x, 2), F.adaptive_max_pool2d(y, 3), F.adaptive_avg_pool2d(y, 5),
                F.pixel_shuffle(y, 2), F.pixel_unshuffle(y, 2), F.unfold(map, 3), F.channel_shuffle(map, 2),
                F.pad(map, (1, 2, 3, 4), mode="reflect"), F.interpolate(map, size=(5, 7), mode="nearest"),
                F.grid_sample(map, torch.zeros(1, 4, 4, 2)), F.normalize(x), self.three(volume).amax(dim=(2, 3, 4)))


class Functions(nn.Module):
    """Operators that most networks have some of."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(16, 16)

    def forward(self, x, places):
        x = self.layer(x)
        y = x.unsqueeze(2) @ x.unsqueeze(1)
        return (torch.softmax(x, -1) * torch.log(torch.exp(x) + 1).clamp(min=0.1), torch.where(x > 0, x, -x),
                torch.topk(x, 3)[0], x.sort(-1)[0], torch.cumsum(x, 1), torch.einsum("bi,bj->bij", x, x),
                torch.stack([x, x], 1).flatten(1), x.argmax(-1), torch.arange(4) + x[:, :4], F.glu(x), F.mish(x),
                x.pow(2).sqrt().abs(), x**3, F.logsigmoid(x), F.softplus(x), F.elu(x), F.relu6(x), F.hardswish(x),
                x.unbind(1)[0], torch.flip(x, [1]), torch.roll(x, 3, 1), x.repeat(1, 2), x.std(-1), x.var(1),
                x.masked_fill(x > 0, 0.0), torch.tril(y), F.one_hot(places, 50), torch.gather(x, 1, places),
                torch.maximum(x, -x), torch.rsqrt(x.abs() + 1), x.norm(dim=1), x.max(1)[0], x.narrow(1, 0, 4),
                x.expand(3, 16), x.swapaxes(0, 1), torch.baddbmm(y, y, y), torch.tensor_split(x, 3, 1)[1],
                torch.cat(torch.meshgrid(torch.arange(3), torch.arange(4), indexing="ij")), y[:, places, places],
                x.remainder(2), (x != 1).any(), torch.lerp(x, -x, 0.5), torch.addcmul(x, x, x), x.log1p(), x.expm1())


class Condition(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 4)

    def forward(self, x):
        return torch.cond(x.sum() > 0, torch.sin, torch.cos, (self.layer(x),))


def recurrent_macs(layer, steps):
    """Products of all gates with the input and the state, and of projections."""
    gates = {"LSTM": 4, "GRU": 3, "RNN": 1}[layer.mode.split("_")[0]]
    state = layer.proj_size or layer.hidden_size
    directions = 2 if layer.bidirectional else 1
    inputs = [layer.input_size] + [directions * state] * (layer.num_layers - 1)
    each = [gates * layer.hidden_size * (size + state) + layer.hidden_size * layer.proj_size for size in inputs]
    return steps * directions * sum(each)


def graphs(graph):
    """A graph, and those in its nodes."""
    yield graph
    for node in graph["nodes"]:
        for argument in node["inputs"]:
            if "as_graph" in argument["arg"]:
                yield from graphs(argument["arg"]["as_graph"]["graph"])


def saved(program):
    """The graph of a program, and the file that holds each parameter."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "program.pt2")
        torch.export.save(program, path)
        archive = zipfile.ZipFile(path)
        read = lambda end: json.loads(archive.read(next(it for it in archive.namelist() if it.endswith(end))))
        model, weights = read("/models/model.json"), read("/model_weights_config.json")
    for graph in graphs(model["graph_module"]["graph"]):
        for node in graph["nodes"]:
            node["metadata"] = {"nn_module_stack": node["metadata"].get("nn_module_stack", "")}
    files = {name: {"path_name": it["path_name"]} for name, it in weights["config"].items()}
    return {"model": model, "weights": {"config": files}}


def write(table, name, module, inputs, dynamic=None, macs=None):
    module = module.eval()
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        module(*inputs)
    parameters = list(module.parameters())
    known = {
        "params": sum(it.numel() for it in parameters),
        "trainable": sum(it.numel() for it in parameters if it.requires_grad),
        "buffers": sum(it.numel() for key, it in module.named_buffers() if "num_batches" not in key),
        "macs": macs or counter.get_total_flops() // 2 // (2 if dynamic else 1),
    }
    program = torch.export.export(module, inputs, dynamic_shapes=dynamic)
    for end, program in (("", program), ("_decomposed", program.run_decompositions())):
        text = json.dumps(saved(program), separators=(",", ":")).encode()
        with open(os.path.join(HERE, "programs", f"{name}{end}.json.gz"), "wb") as file:
            file.write(gzip.compress(text, 9, mtime=0))
        table[name + end] = known


def main():
    os.makedirs(os.path.join(HERE, "programs"), exist_ok=True)
    table, sequence = {}, (torch.randn(1, 10, 64),)
    words = lambda *sizes: (torch.randint(0, 100, sizes),)
    write(table, "attention", Attention(), sequence)
    write(table, "attention_causal", Attention(causal=True), sequence)
    write(table, "attention_masked", Attention(masked=True), sequence)
    write(table, "attention_shared", Attention(causal=True, shared=True), sequence)
    write(table, "transformer_layer", nn.TransformerEncoderLayer(64, 4, 128, batch_first=True), sequence)
    write(table, "decoder", Decoder(), words(1, 9))
    open_sizes = ({0: Dim("batch"), 1: Dim("seq", max=512)},)
    write(table, "decoder_dynamic", Decoder(), words(2, 9), dynamic=open_sizes)
    write(table, "tied", Tied(), words(1, 7))
    write(table, "in_place", InPlace(), (torch.randn(1, 8),))
    write(table, "condition", Condition(), (torch.randn(1, 4),))
    write(table, "convolutions", Convolutions(),
          (torch.randn(1, 8, 20), torch.randn(1, 4, 8, 8), torch.randn(1, 3, 4, 4, 4)))
    write(table, "functions", Functions(), (torch.randn(1, 16), torch.randint(0, 9, (1, 6))))
    for name, kind, options in [
            ("lstm", nn.LSTM, {"num_layers": 2, "bidirectional": True}), ("lstm_projected", nn.LSTM, {"proj_size": 8}),
            ("gru", nn.GRU, {"num_layers": 2}), ("rnn", nn.RNN, {"bias": False})]:
        module = Recurrent(kind, **options)
        write(table, name, module, (torch.randn(1, 12, 16),), macs=recurrent_macs(module.layer, 12))
    with open(os.path.join(HERE, "programs.json"), "w") as file:
        lines = [f"{json.dumps(name)}: {json.dumps(known)}" for name, known in sorted(table.items())]
        file.write("{\n" + ",\n".join(lines) + "\n}\n")


main()
