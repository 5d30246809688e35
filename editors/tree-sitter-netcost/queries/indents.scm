; The names of Neovim, and those of Helix.
[(body) (list) (parameters) (parenthesized) (tuple)] @indent.begin @indent
["}" "]" ")"] @indent.branch @indent.end @outdent
