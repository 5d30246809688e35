// What else is known of the whole: claims, all figures, conventions, training, devices. Folded, a heading each.

import type { ComponentChildren } from 'preact';
import { counted, shortBytes } from '../format.ts';
import type { Claim, Convention, Fit, Page } from '../model.ts';
import { integer } from '../number.ts';
import type { State } from '../state.ts';

export function Facts({ state }: { state: State }) {
  const { page } = state.network;
  return (
    <div class="facts">
      <Claims claims={page.claims} />
      <AllFigures page={page} />
      <Conventions conventions={page.conventions} />
      <Fits fits={page.fits} />
    </div>
  );
}

function Fact({ title, children }: { title: ComponentChildren; children: ComponentChildren }) {
  return (
    <details class="fact" name="fact">
      <summary>{title}</summary>
      <div>{children}</div>
    </details>
  );
}

export function Mark({ holds }: { holds: boolean | null }) {
  if (holds === null) return <span class="dim">not checked</span>;
  const [look, word, sign] = holds ? ['holds', 'holds', '✓'] : ['fails', 'fails', '✗'];
  return (
    <span class={look} role="img" aria-label={word}>
      {sign}
    </span>
  );
}

function Claims({ claims }: { claims: readonly Claim[] }) {
  if (claims.length === 0) return null;
  const failed = claims.filter(({ holds }) => holds === false).length;
  const title =
    failed > 0
      ? `${failed} of ${counted(claims.length, 'claim')} fail`
      : `${counted(claims.length, 'claim')} hold${claims.length === 1 ? 's' : ''}`;
  return (
    <Fact
      title={
        <>
          <Mark holds={failed === 0} /> {title}
        </>
      }
    >
      <ClaimList claims={claims} />
    </Fact>
  );
}

export function ClaimList({ claims }: { claims: readonly Claim[] }) {
  return (
    <ul class="claims">
      {claims.map(({ text, message, holds, place }) => (
        <li>
          <Mark holds={holds} /> <code>{text}</code> {message && <span>{message}</span>}{' '}
          {place && <span class="dim">line {place.line}</span>}
        </li>
      ))}
    </ul>
  );
}

function AllFigures({ page: { totals, training } }: { page: Page }) {
  const table = (of: typeof totals, caption: string) => (
    <table class="figures">
      <caption>{caption}</caption>
      <tbody>
        {of.map(({ key, label, about, full, short, at_least, unit }) => (
          <tr key={key}>
            <th scope="row">{label}</th>
            <td class="n">
              {at_least && '≥'}
              {full}
            </td>
            <td class="n dim">{unit === 'bytes' && short}</td>
            <td class="dim">{about}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
  return (
    <Fact title="all figures">
      {table(totals, 'Totals')}
      {training && table(training.figures, `A step of training with ${training.optimizer}`)}
    </Fact>
  );
}

function Conventions({ conventions }: { conventions: readonly Convention[] }) {
  if (conventions.length === 0) return null;
  return (
    <Fact title="conventions">
      <table class="figures">
        <caption>Flops by each convention</caption>
        <tbody>
          {conventions.map(({ name, about, full, omits }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td class="n">{full}</td>
              <td class="dim">{about}</td>
              <td class="dim">{omits.length > 0 && `without ${omits.join(', ')}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Fact>
  );
}

function Fits({ fits }: { fits: readonly Fit[] }) {
  if (fits.length === 0) return null;
  const fitting = fits.filter(({ fits }) => fits).length;
  const bytes = (value: Fit['bytes']): string => shortBytes(integer(value) ?? 0);
  return (
    <Fact
      title={
        fitting === fits.length
          ? 'fits all devices'
          : `fits ${fitting} of ${counted(fits.length, 'memory').replace('memorys', 'memories')}`
      }
    >
      <table class="figures">
        <caption>What devices hold</caption>
        <tbody>
          {fits.map(({ device, what, memory, needed, about, bytes: there, fits }) => (
            <tr>
              <td>
                <Mark holds={fits} />
              </td>
              <th scope="row">{device}</th>
              <td>{what}</td>
              <td class="n">{bytes(needed)}</td>
              <td class="dim">
                {integer(about) !== 0 && `+ about ${bytes(about)} `}
                of {bytes(there)} {memory}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Fact>
  );
}
