[(body) (list) (parameters)] @fold
