use crate::import::onnx::testing::{figures, import, lowered};

/// An LSTM of 12 features from 16, with what is asked for.
fn lstm(x: &str, inputs: &str, attributes: &str, outputs: &str) -> String {
    format!(
        "x: {x}\nh0: 1x1x12\nlens: i32 1\nw = f32 1x48x16\nr = f32 1x48x12\nb = f32 1x96\np = f32 1x36\n\
         w2 = f32 2x48x16\nr2 = f32 2x48x12\nb2 = f32 2x96\nz = f32 [0]\n\
         {outputs} = LSTM({inputs}) hidden_size=12 {attributes}\n-> {}",
        outputs.replace(',', "").replace("_ ", "")
    )
}

#[test]
fn a_layer_with_views_of_its_outputs() {
    let before = "squeeze 1\n";
    let text = lowered(&lstm("7x1x16", "x, w, r, b", "", "y, h, c"));
    assert_eq!(text, format!("{before}lstm, lstm_2, lstm_3: lstm 12\nunsqueeze: unsqueeze 1"));
    let both = lstm("7x1x16", "x, w2, r2, b2", "direction=\"bidirectional\"", "y");
    assert_eq!(lowered(&both), format!("{before}lstm 12 bidirectional\nreshape: reshape 7x2x12"));
    let first = lstm("1x7x16", "x, w, r", "layout=1", "y, h");
    assert_eq!(lowered(&first), "lstm, lstm_2, lstm_3: lstm 12 nobias\nunsqueeze: unsqueeze 1");
    let state = lstm("7x1x16", "x, w, r, b,, h0, h0", "", "_, h");
    assert_eq!(
        lowered(&state),
        format!("from x\n{before}lstm, lstm_2, lstm_3: lstm 12 state=(h0, h0)")
    );
}

#[test]
fn what_the_language_lacks_counts_the_same() {
    let plain = figures(&lstm("7x1x16", "x, w, r, b", "", "y")).totals;
    let relu = "activations=['Sigmoid', 'Relu', 'Tanh']";
    let other = figures(&lstm("7x1x16", "x, w, r, b", relu, "y")).totals;
    assert_eq!((other.params, other.macs), (plain.params, plain.macs));
    let peepholes = figures(&lstm("7x1x16", "x, w, r, b,,,, p", "", "y")).totals;
    assert_eq!((peepholes.params, peepholes.macs), (plain.params + 36, plain.macs));
    let lens = figures(&lstm("7x1x16", "x, w, r, b, lens", "", "y")).totals;
    assert_eq!((lens.params, lens.flops, lens.macs), (plain.params, plain.flops, plain.macs));
    // Three sequences.
    let several = figures(&lstm("7x3x16", "x, w, r, b", "", "y")).totals;
    assert_eq!((several.params, several.flops), (plain.params, 3 * plain.flops));
}

#[test]
fn gru_and_rnn() {
    let gru = "x: 7x1x16\nw = f32 1x36x16\nr = f32 1x36x12\nb = f32 1x72\ny = GRU(x, w, r, b) hidden_size=12\n-> y";
    assert_eq!(lowered(gru), "squeeze 1\ngru 12 reset_after=false\nunsqueeze: unsqueeze 1");
    let after = gru.replace("hidden_size", "linear_before_reset=1 hidden_size");
    assert_eq!(lowered(&after), "squeeze 1\ngru 12\nunsqueeze: unsqueeze 1");
    let rnn = "x: 7x1x16\nw = f32 1x12x16\nr = f32 1x12x12\n_, h = RNN(x, w, r)\n-> h";
    assert_eq!(lowered(rnn), "squeeze 1\nrnn, rnn_2: rnn 12 nobias");
    assert!(import(&rnn.replace("f32 1x12x16", "f32 1x24x16")).is_err());
}
