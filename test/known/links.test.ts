/** Pages for readers point at what is there: every relative link of README.md and docs/*.md has its file and heading. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const PAGES = [
  'README.md',
  'RESPONSIBLE_USE.md',
  'results/README.md',
  'bench/README.md',
  'calibration/article/summary.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** Names under which the headings of a page can be linked to, as GitHub makes them. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Links of a page that lead nowhere. */
function broken(page: string, text: string): string[] {
  return [...text.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link]) => link!)
    .filter((link) => {
      if (/^(https?|mailto):/.test(link)) return false;
      const [path, anchor] = link.split('#') as [string, string?];
      const file = join(dirname(page), path);
      if (path !== '' && !existsSync(file)) return true;
      return (
        anchor !== undefined && !anchorsOf(path === '' ? text : readFileSync(file, 'utf8')).includes(anchor)
      );
    });
}

describe('links', () => {
  it.each(PAGES)('of %s', (page) => {
    expect(broken(page, readFileSync(page, 'utf8'))).toEqual([]);
  });

  it('that lead nowhere are noticed', () => {
    const text =
      '# A b\n[1](ODD.md) [2](OD.md) [3](ODD.md#nothing) [4](ODD.md#references) [5](#a-b) `[6](x)`';
    expect(broken('docs/x.md', text)).toEqual(['OD.md', 'ODD.md#nothing']);
    expect(PAGES).toContain('docs/TRACE.md');
  });
});
