/** One drawing: the charting library's SVG without what a strict page refuses, with a name for those who cannot see it. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escaped } from './markup.js';

export interface Panel {
  /** Short name, printed above the drawing; '' for none. */
  readonly label: string;
  /** What a reader who cannot see it is told. */
  readonly description: string;
  readonly width: number;
  readonly height: number;
  /** What stands inside `<svg>`, without an id that another panel may have. */
  readonly body: string;
}

export interface PanelOptions extends Omit<Plot.PlotOptions, 'document' | 'width' | 'height'> {
  readonly label: string;
  readonly description: string;
  readonly width?: number;
  readonly height?: number;
}

/** Width of a panel of small multiples. */
export const PANEL_WIDTH = 380;
export const PANEL_HEIGHT = 230;

/** Two styles that stay apart in black and white: colour, dash, and the direction of a hatch. */
export const SCENARIO = { stroke: '#a3341f', dash: '6 3', hatch: 'url(#hatch)', fill: '#a3341f' } as const;
export const REFERENCE = { stroke: '#1b4f7a', dash: 'none', fill: '#1b4f7a' } as const;
export const QUIET = '#6b6b6b';

/** Attributes of numbers that need no more than a tenth of a pixel. */
const NUMERIC = /\b(d|transform|x|y|x1|x2|y1|y2|cx|cy|r|width|height|points|dx|dy)="([^"]*)"/g;

const { document } = parseHTML('<!doctype html><html lang="en"></html>');

export function panelOf({
  label,
  description,
  width = PANEL_WIDTH,
  height = PANEL_HEIGHT,
  ...options
}: PanelOptions): Panel {
  const drawn = Plot.plot({
    ...options,
    document: document as never,
    width,
    height,
  });
  return { label, description, width, height, body: cleaned(drawn.innerHTML) };
}

/** A panel from SVG of our own. */
export function drawnPanel(panel: Panel): Panel {
  return { ...panel, body: cleaned(panel.body) };
}

/**
 * No style elements or attributes, which the page's policy refuses; no names on the parts of a picture that has one
 * itself; numbers to a tenth of a pixel.
 */
function cleaned(svg: string): string {
  // Inside tags only: between them may stand a text that looks like an attribute.
  return svg
    .replace(/<style>[^<]*<\/style>/g, '')
    .replace(/<[^<>]*>/g, (tag) =>
      tag
        .replace(/ (style|aria-label|aria-hidden|class|font-variant)="[^"]*"/g, '')
        .replace(NUMERIC, (_, name: string, value: string) => `${name}="${rounded(value)}"`),
    );
}

function rounded(value: string): string {
  return value.replace(/-?\d+\.\d+(e-?\d+)?/g, (number) => String(Number(Number(number).toFixed(1))));
}

const HATCH =
  '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
  `<rect width="6" height="6" fill="${SCENARIO.fill}" fill-opacity="0.1"/>` +
  `<line x1="0" y1="0" x2="0" y2="6" stroke="${SCENARIO.stroke}" stroke-width="1.6" stroke-opacity="0.5"/></pattern>` +
  '<pattern id="unresolved" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">' +
  '<rect width="5" height="5" fill="#fff"/><line x1="0" y1="0" x2="0" y2="5" stroke="#555" stroke-width="1.2"/></pattern>';

/** Patterns that fills may refer to; once a page, and once a file. */
export const PATTERNS = `<defs>${HATCH}</defs>`;

/** Attributes that every drawing has, whether in the page or in a file of its own. */
const TEXT =
  'font-family="system-ui, -apple-system, \'Segoe UI\', \'DejaVu Sans\', sans-serif" font-size="12" text-anchor="middle" fill="currentColor"';

/** The panel as an element of a page. */
export function inlineSvg(panel: Panel): string {
  const { width, height, description, body } = panel;
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(description)}" ${TEXT}>${body}</svg>`;
}

const GAP = 16;

/** Width of the picture that stands alone. */
export function standaloneWidth(panels: readonly Panel[], columns: number): number {
  const widths = Math.max(...panels.map(({ width }) => width));
  return Math.max(560, GAP + Math.min(columns, panels.length) * (widths + GAP));
}

/** All panels of a figure as one picture that stands alone, `columns` beside each other under the title. */
export function standaloneSvg(
  title: readonly string[],
  notes: readonly string[],
  panels: readonly Panel[],
  columns: number,
): string {
  const head = 24 * title.length + 12;
  const widths = Math.max(...panels.map(({ width }) => width));
  const rows: string[] = [];
  let y = head;
  for (let from = 0; from < panels.length; from += columns) {
    const row = panels.slice(from, from + columns);
    const hasLabel = row.some(({ label }) => label !== '');
    for (const [at, { label, width, height, body }] of row.entries()) {
      const x = GAP + at * (widths + GAP);
      const text =
        label === ''
          ? ''
          : `<text x="${x}" y="${y + 14}" text-anchor="start" font-weight="600" font-size="13">${escaped(label)}</text>`;
      rows.push(
        `${text}<svg x="${x}" y="${y + (hasLabel ? 20 : 0)}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${body}</svg>`,
      );
    }
    y += Math.max(...row.map(({ height }) => height)) + (hasLabel ? 20 : 0) + GAP;
  }
  const width = standaloneWidth(panels, columns);
  const height = y + 18 * notes.length + 8;
  const lines = [
    ...title.map(
      (line, at) =>
        `<text x="${GAP}" y="${24 * (at + 1)}" text-anchor="start" font-size="17" font-weight="700">${escaped(line)}</text>`,
    ),
    ...notes.map(
      (line, at) =>
        `<text x="${GAP}" y="${y + 18 * at + 6}" text-anchor="start" fill="#444">${escaped(line)}</text>`,
    ),
  ];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title.join(' '))}" color="#1a1a1a" ${TEXT}>` +
    `<rect width="${width}" height="${height}" fill="#fff"/>${PATTERNS}${lines.join('')}${rows.join('')}</svg>\n`
  );
}
