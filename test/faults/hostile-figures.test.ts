/** Drawings whose labels are anybody's text: text in the page, and in the file that stands alone. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { inlineSvg, panelOf, standaloneSvg } from '../../src/report/panel.js';

const HOSTILE = [
  '<script>alert(1)</script>',
  '</text></svg><img src=x onerror=alert(1)>',
  '"><foreignObject><body onload=alert(1)>',
  ' style="',
  ' class="a" x="1.23456"',
  ']]><!--',
  '&lt;b&gt;',
  "{{}} ${x} ' `",
];

/** A panel with the text in a mark, on an axis, as a label, a description, a colour of a series. */
const panelWith = (text: string) =>
  panelOf({
    label: text,
    description: text,
    x: { label: text },
    marks: [
      Plot.text([{ at: 1, text }], { x: 'at', text: 'text', title: 'text' }),
      Plot.dot([{ at: 1, text }], { x: 'at', y: 'text' }),
    ],
  });

describe.each(HOSTILE)('%j', (text) => {
  it.each([
    ['in the page', () => inlineSvg(panelWith(text))],
    ['in a file', () => standaloneSvg([text], [text], [panelWith(text)], 1)],
  ])('is only text %s', (_, drawn) => {
    const { document } = parseHTML(`<!doctype html><html><body>${drawn()}<p id="end">end</p></body></html>`);
    expect(document.querySelectorAll('script, img, foreignObject, style, body body, a')).toHaveLength(0);
    for (const element of document.querySelectorAll('svg, svg *'))
      expect([...element.attributes].filter(({ name }) => /^on|^style$|href$/.test(name))).toEqual([]);
    // What comes after is where it was: nothing was opened that was not closed.
    expect(document.querySelector('body > p#end')?.textContent).toBe('end');
    const seen = [...document.querySelectorAll('text, tspan, title')].map((element) => element.textContent);
    expect(seen.some((content) => content.includes(text))).toBe(true);
  });
});
