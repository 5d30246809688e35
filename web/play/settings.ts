// Settings that take the place of what the text says.

/** The value of a param. */
export type Value = number | boolean | string | null | Value[];

export interface Settings {
  batch?: number;
  /** The type of all elements. */
  dtype?: string;
  convention?: string;
  device?: string;
  arguments?: Record<string, Value>;
}

export const DTYPES = 'f64 f32 tf32 f16 bf16 f8 int64 int32 int16 int8 int4 int1 bool'.split(' ');

export const CONVENTIONS =
  'exact macs2 tutorial molchanov fvcore ptflops ptflops-aten thop torchinfo torch calflops paddle onnx-tool'.split(
    ' ',
  );

export const DEVICES =
  'a100-80gb coral esp32-s3 ethos-u55-256 ethos-u65-512 h100-sxm hailo-8 jetson-nano jetson-xavier-nx m2 nrf52840 orin-nano rk3588 rp2040 rp2350 rpi4 rpi5 rtx-4090 stm32f746 stm32h743 stm32l476 stm32n6 t4'.split(
    ' ',
  );

/** Settings from elsewhere, as far as they are settings. */
export function readSettings(found: unknown): Settings {
  if (typeof found !== 'object' || found === null) return {};
  const { batch, arguments: values, ...words } = found as Record<string, unknown>;
  const settings: Settings = {};
  if (typeof batch === 'number' && Number.isSafeInteger(batch) && batch > 0) settings.batch = batch;
  for (const key of ['dtype', 'convention', 'device'] as const) {
    const word = words[key];
    if (typeof word === 'string' && word) settings[key] = word;
  }
  if (typeof values === 'object' && values !== null && !Array.isArray(values)) {
    const known = Object.entries(values).filter((entry): entry is [string, Value] => isValue(entry[1]));
    if (known.length > 0) settings.arguments = Object.fromEntries(known);
  }
  return settings;
}

function isValue(value: unknown): value is Value {
  if (Array.isArray(value)) return value.every(isValue);
  return value === null || ['number', 'boolean', 'string'].includes(typeof value);
}

/** A setting of its own, or without it if there is no value. */
export function withSetting<K extends keyof Settings>(before: Settings, key: K, value: Settings[K]): Settings {
  const settings = { ...before };
  if (value === undefined) delete settings[key];
  else settings[key] = value;
  return settings;
}

export function withArgument(before: Settings, name: string, value: Value | undefined): Settings {
  const values = { ...before.arguments };
  if (value === undefined) delete values[name];
  else values[name] = value;
  return withSetting(before, 'arguments', Object.keys(values).length > 0 ? values : undefined);
}

/** As the request for a page takes them; arguments for params that the text does not have are left out. */
export function asked({ dtype, arguments: values, ...others }: Settings, params: readonly string[]): object {
  const known = Object.entries(values ?? {}).filter(([name]) => params.includes(name));
  return {
    ...others,
    ...(dtype ? { weights: dtype, activations: dtype } : {}),
    ...(known.length > 0 ? { arguments: Object.fromEntries(known) } : {}),
  };
}
