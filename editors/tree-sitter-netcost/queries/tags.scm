(block name: (name) @name) @definition.function
(fn name: (name) @name) @definition.function
(param name: (name) @name) @definition.constant
(call name: (name) @name) @reference.call
(function_call function: (name) @name) @reference.call
