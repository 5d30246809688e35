; The names of Neovim, and those of Helix.
(block body: (body) @function.inner @function.inside) @function.outer @function.around
(fn body: (_) @function.inner @function.inside) @function.outer @function.around
(argument value: (_) @parameter.inner @parameter.inside) @parameter.outer @parameter.around
(parameter) @parameter.inner @parameter.inside @parameter.outer @parameter.around
(call) @call.outer
(statement) @statement.outer
(body) @block.outer
[(for) (repeat)] @loop.outer
(for body: (body) @loop.inner)
(repeat body: (body) @loop.inner)
(if) @conditional.outer
(if body: (body) @conditional.inner)
(comment) @comment.outer @comment.around @comment.inside
