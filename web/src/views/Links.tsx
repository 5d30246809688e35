import type { State } from '../state.ts';

/** A tensor, which leads to the layer that makes it. */
export function TensorLink({ state, tensor }: { state: State; tensor: number }) {
  const maker = state.network.page.tensors.made_by[tensor] ?? null;
  const name = state.network.tensorName(tensor);
  const point = {
    onPointerEnter: () => state.point({ kind: 'tensor', tensor }),
    onPointerLeave: () => state.point(null),
  };
  if (maker === null) return <span {...point}>{name}</span>;
  return (
    <button class="link" title={name} {...point} onClick={() => state.show(maker)}>
      {name}
    </button>
  );
}

export function LayerLink({ state, layer }: { state: State; layer: number }) {
  return (
    <button
      class="link"
      onPointerEnter={() => state.point({ kind: 'layer', layer })}
      onPointerLeave={() => state.point(null)}
      onClick={() => state.show(layer)}
    >
      {state.network.path(layer)}
    </button>
  );
}
