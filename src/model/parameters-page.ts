/** `docs/parameters.md`, generated from the parameter table. A test fails when the committed page is stale. */
import { EXPLANATIONS } from './explanations.js';
import { type Parameter, PARAMETERS } from './parameters.js';
import { priorText } from './priors.js';

const INTRODUCTION = `# Parameters

Generated from the table in \`src/model/parameters.ts\` by \`npm run docs\`; edit the table, not this page.

*Calibrated* parameters are inferred from the article's windows, each under its prior; *fixed* ones are set by a source; *assumed* ones are guesses that no target
identifies and that sensitivity runs vary over their prior. A prior that is a single number switches a mechanism off or fixes it. Under an explanation that the last
column does not name, the prior in the column before it applies.`;

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function row(parameter: Parameter): string {
  const texts = EXPLANATIONS.map((explanation) => priorText(parameter.prior[explanation]));
  // The prior that most explanations share is printed once; the others by name.
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const shared = [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
  const differing = EXPLANATIONS.flatMap((explanation, i) =>
    texts[i] === shared ? [] : [`${explanation}: ${texts[i]}`],
  );
  const [low, high] = parameter.bounds;
  const cells = [
    `\`${parameter.id}\``,
    parameter.sentence,
    parameter.unit,
    String(parameter.default),
    `${low}–${high}`,
    parameter.status,
    shared,
    differing.join('; ') || '–',
    parameter.source,
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** The whole page, ending in a newline. */
export function parametersPage(): string {
  const header = [
    'name',
    'meaning',
    'unit',
    'default',
    'bounds',
    'status',
    'prior',
    'prior where it differs',
    'source',
  ];
  const lines = [
    `| ${header.join(' | ')} |`,
    `|${header.map(() => '---').join('|')}|`,
    ...PARAMETERS.map(row),
  ];
  const counts = ['calibrated', 'fixed', 'assumed'].map(
    (status) => `${PARAMETERS.filter((p) => p.status === status).length} ${status}`,
  );
  return `${INTRODUCTION}\n\n${PARAMETERS.length} parameters: ${counts.join(', ')}.\n\n${lines.join('\n')}\n`;
}
