// Fields for what the text leaves open: they take the place of what it says.

import type { Page } from '../../src/model.ts';
import { typed, writtenAs, type Param } from '../params.ts';
import type { Session } from '../session.ts';
import { CONVENTIONS, DEVICES, DTYPES, withArgument, withSetting, type Value } from '../settings.ts';

export function Settings({ session }: { session: Session }) {
  const settings = session.settings.value;
  const page = session.report.value?.page ?? null;
  const choose = (key: 'dtype' | 'convention' | 'device') => (value: string) =>
    (session.settings.value = withSetting(settings, key, value || undefined));
  const isSet = Object.keys(settings).length > 0;
  return (
    <form class="fields" aria-label="Settings" onSubmit={(event) => event.preventDefault()}>
      <Batch session={session} page={page} />
      <Words label="types" words={DTYPES} value={settings.dtype} choose={choose('dtype')} />
      <Words label="convention" words={CONVENTIONS} value={settings.convention} choose={choose('convention')} />
      <Words label="device" words={DEVICES} value={settings.device} choose={choose('device')} />
      {session.params.value.map((param) => (
        <ParamField key={param.name} session={session} param={param} />
      ))}
      {isSet && (
        <button class="button" type="button" onClick={() => (session.settings.value = {})}>
          as in the text
        </button>
      )}
    </form>
  );
}

function Batch({ session, page }: { session: Session; page: Page | null }) {
  const { batch } = session.settings.value;
  const change = (event: Event): void => {
    const { value } = event.currentTarget as HTMLInputElement;
    const number = /^[1-9]\d{0,8}$/.test(value) ? Number(value) : undefined;
    session.settings.value = withSetting(session.settings.value, 'batch', number);
  };
  return (
    <label>
      batch
      <input
        type="number"
        min="1"
        value={batch ?? ''}
        placeholder={page?.settings.find(({ label }) => label === 'batch')?.value ?? ''}
        onInput={change}
      />
    </label>
  );
}

interface WordsProps {
  label: string;
  words: readonly string[];
  value: string | undefined;
  choose: (value: string) => void;
}

/** One of several words; the first choice is what the text says. */
function Words({ label, words, value = '', choose }: WordsProps) {
  const all = value === '' || words.includes(value) ? words : [value, ...words];
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">as written</option>
        {all.map((word) => (
          <option key={word} value={word}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ParamProps {
  param: Param;
  /** The value that is set, in place of the default. */
  given: Value | undefined;
  set: (value: Value | undefined) => void;
}

/** A param: a choice of what is legal, a slider in its range, or a box. */
function ParamField({ session, param }: { session: Session; param: Param }) {
  const settings = session.settings.value;
  const set = (value: Value | undefined): void => {
    session.settings.value = withArgument(settings, param.name, isSame(value, param.value) ? undefined : value);
  };
  const props = { param, given: settings.arguments?.[param.name], set };
  if (param.choices || typeof param.value === 'boolean') return <Choices {...props} />;
  return param.range ? <Slider {...props} range={param.range} /> : <Box {...props} />;
}

function isSame(a: Value | undefined, b: Value | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function Choices({ param, given, set }: ParamProps) {
  const choices = param.choices ?? ['true', 'false'];
  const chosen = given === undefined ? undefined : choices.find((choice) => isSame(typed(choice), given));
  return (
    <label>
      {param.name}
      <select value={chosen ?? param.written} onChange={(event) => set(typed(event.currentTarget.value))}>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice.replaceAll('"', '')}
          </option>
        ))}
      </select>
    </label>
  );
}

function Box({ param, given, set }: ParamProps) {
  return (
    <label>
      {param.name}
      <input
        type="text"
        size={Math.max(5, param.written.length)}
        value={given === undefined ? '' : writtenAs(given)}
        placeholder={param.written}
        onChange={(event) => set(typed(event.currentTarget.value))}
      />
    </label>
  );
}

function Slider({ param, given, set, range }: ParamProps & { range: NonNullable<Param['range']> }) {
  const text = given === undefined ? param.written : writtenAs(given);
  return (
    <label>
      {param.name}
      <input
        type="range"
        min={range.least}
        max={range.most}
        step={range.step}
        value={given === undefined ? String(param.value) : text}
        onInput={(event) => set(Number(event.currentTarget.value))}
      />
      <output>{text}</output>
    </label>
  );
}
