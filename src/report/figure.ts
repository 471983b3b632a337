/** A figure of the report: its finding, its panels, what its band means, its n, and the data it was drawn from. */
import { dsvText } from './dsv.js';
import { markup, Markup, trusted } from './markup.js';
import { inlineSvg, type Panel, standaloneSvg, standaloneWidth } from './panel.js';

export type Cell = string | number | boolean | null;

export interface Data {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface ShortTable {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface Figure {
  /** Name of its files, and of its place in the page. */
  readonly id: string;
  /** The finding, a sentence that is true of these data. */
  readonly title: string;
  readonly panels: readonly Panel[];
  /** Panels beside each other in the file. */
  readonly columns: number;
  /** What the band, bar or whisker is. */
  readonly band: string;
  /** Of what there are how many. */
  readonly n: string;
  /** Anything else a reader needs to read it right. */
  readonly notes: readonly string[];
  /** Behind the figure, for those who cannot see it. */
  readonly table: ShortTable;
  readonly data: Data;
  /** What is drawn from which columns: enough to draw it again from the data. */
  readonly specification: Specification;
}

export interface Specification {
  /** Tables and rows that the data were taken from. */
  readonly source: string;
  /** Column that makes the panels; `null` for one panel. */
  readonly panels: string | null;
  /** Each mark with the columns of its channels. */
  readonly marks: readonly Readonly<Record<string, string>>[];
}

/** Panels wider than this have the page's width, in pixels. */
const WIDE = 500;
const WIDE_LAYOUT = ' wide';

/** @param of the comparison that it shows, where a page shows several: no two tables or drawings may be named alike */
export function figureMarkup(figure: Figure, of: string | null = null): Markup {
  const { id, title, panels, band, n, notes } = figure;
  const drawings = panels.map(
    (panel) =>
      markup`<div class="panel">
        ${panel.label === '' ? null : markup`<p class="label">${panel.label}</p>`}${trusted(inlineSvg(panel))}
      </div>`,
  );
  const layout =
    (panels[0]?.width ?? 0) > WIDE
      ? WIDE_LAYOUT
      : panels.length === 1
        ? ' one'
        : figure.columns > 3
          ? ' narrow'
          : figure.columns === 2
            ? ' two'
            : '';
  const grid = markup`<div class="panels${layout}">${drawings}</div>`;
  return markup`<figure id="${id}">
    <figcaption><p class="finding">${title}</p></figcaption>
    ${layout === WIDE_LAYOUT ? markup`<div class="scroll" tabindex="0" role="region" aria-label="${named(`Drawing: ${title}`, of)}">${grid}</div>` : grid}
    <p class="reading">
      <b>n:</b> ${n}. <b>Band:</b> ${band}.${notes.map((note) => markup` ${note}`)}
      <span class="files"
        ><b>Data:</b> <a href="figures/${id}.csv">csv</a>, <a href="figures/${id}.svg">svg</a>,
        <a href="figures/${id}.json">specification</a></span
      >
    </p>
    ${tableMarkup(figure, of)}
  </figure> `;
}

function named(what: string, of: string | null): string {
  return of === null ? what : `${what} (${of})`;
}

function tableMarkup({ table }: Figure, of: string | null): Markup {
  const { caption, head, rows } = table;
  return markup`<details>
    <summary>Table behind this figure: ${caption}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="${named(caption, of)}">${tableOf(head, rows)}</div>
  </details>`;
}

/** A table whose first column names the rows. */
export function tableOf(
  head: readonly string[],
  rows: readonly (readonly (string | Markup)[])[],
  className = '',
): Markup {
  return markup`<table class="${className}">
    <thead>
      <tr>
        ${head.map((cell) => markup`<th scope="col">${cell}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ([first = '', ...cells]) =>
          markup`<tr>
            <th scope="row">${first}</th>
            ${cells.map((cell) => markup`<td>${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** Of the picture that stands alone: its margin, and the width of a character of its title and notes in the widest font that may be taken, in pixels. */
const MARGIN = 16;
const TITLE_CHARACTER = 10.8;
const NOTE_CHARACTER = 7.1;

/** Files of a figure: name → text. */
export function figureFiles(figure: Figure): ReadonlyMap<string, string> {
  const { id, title, panels, columns, band, n, notes, data, specification } = figure;
  const width = standaloneWidth(panels, columns) - 2 * MARGIN;
  const reading = [`n: ${n}. Band: ${band}.`, ...notes].flatMap((line) =>
    wrapped(line, Math.floor(width / NOTE_CHARACTER)),
  );
  const text = { id, title, n, band, notes, data: `${id}.csv`, columns: data.columns, ...specification };
  return new Map([
    [
      `${id}.svg`,
      standaloneSvg(wrapped(title, Math.floor(width / TITLE_CHARACTER)), reading, panels, columns),
    ],
    [`${id}.csv`, dsvText(data)],
    [`${id}.json`, `${JSON.stringify(text, null, 2)}\n`],
  ]);
}

/** Lines of at most so many characters, broken between words. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
