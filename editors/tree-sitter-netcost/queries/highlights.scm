; No word has two colours, so that it does not matter which pattern an editor prefers.

(comment) @comment
(string) @string
[(number) (quantity) (dims)] @number
(bool) @boolean
(none) @constant.builtin
[(it) (total)] @variable.builtin

[
  "assert" "block" "else" "fn" "for" "if" "in" "let" "param" "repeat" "then" "use"
] @keyword
(allow "allow" @keyword)
(deploy "deploy" @keyword)
(frozen "frozen" @keyword)
(fused "fused" @keyword)
["and" "not" "or"] @keyword.operator

[
  "=" "+=" "->" ".." "==" "!=" "<=" "<" ">=" ">" "+" "-" "*" "/" "//" "%" "**"
] @operator
["(" ")" "[" "]" "{" "}"] @punctuation.bracket
["," ";" ":" "."] @punctuation.delimiter

; Settings look like calls.
((call name: (name) @keyword)
  (#match? @keyword "^(batch|convention|dtype|inplace|network)$"))
((call name: (name) @function)
  (#not-match? @function "^(batch|convention|dtype|inplace|network)$"))
(function_call function: (name) @function)
(block name: (name) @function)
(fn name: (name) @function)

(parameter name: (name) @variable.parameter)
(argument name: (name) @variable.parameter)
(attribute name: (name) @property)
(allow (name) @constant)
(deploy (name) @constant)
(qualified by: (name) @constant)

(statement label: (name) @variable)
(append name: (name) @variable)
(let name: (name) @variable)
(param name: (name) @variable)
(for pattern: (name) @variable)
(pattern (name) @variable)

; The only word of an argument may be a flag or a value, as may what is given by name.
(function_call (argument value: (name) @variable))
(append value: (name) @variable)
(assert condition: (name) @variable)
(attribute value: (name) @variable)
(chain (name) @variable)
(conditional (name) @variable)
(domain (name) @variable)
(fn body: (name) @variable)
(for items: (name) @variable)
(if condition: (name) @variable)
(index [value: (name) index: (name)] @variable)
(let value: (name) @variable)
(list (name) @variable)
(param default: (name) @variable)
(parameter default: (name) @variable)
(parenthesized (name) @variable)
(repeat count: (name) @variable)
(tuple (name) @variable)
(unary (name) @variable)
