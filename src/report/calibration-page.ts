/** The page of a calibration: how well each explanation fits, what was learnt, and the months of the model as pictures. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { EXPLANATIONS } from '../model/explanations.js';
import { readCalibration } from '../results/calibration-files.js';
import { documentText } from './document.js';
import { type Figure, figureMarkup } from './figure.js';
import { coverageFigure } from './figures/coverage.js';
import { hindcastFigure } from './figures/hindcast.js';
import { identificationFigure } from './figures/identification.js';
import { learntFigure } from './figures/learnt.js';
import { monthlyFigure } from './figures/monthly.js';
import { markup, type Markup, NOTHING } from './markup.js';
import { type CalibrationMaterial, factsOf, type PackageTexts, regionsOf } from './material.js';
import type { Report } from './page.js';
import type { Section } from './sections/section.js';
import { confusionText, evidenceText, readingsText, scoresText } from './sections/trust-section.js';

/** What the page says of its origin, from the calibration's manifest. */
export interface CalibrationManifest {
  readonly schema: string;
  readonly seed: string;
  readonly model: string;
  readonly simulations: number;
  readonly explanations: readonly string[];
}

/** The manifest of a folder that holds a calibration; `null` for any other folder. */
export function calibrationManifest(folder: string): CalibrationManifest | null {
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) return null;
  try {
    const parsed = JSON.parse(readFileSync(path, 'utf8')) as CalibrationManifest;
    return parsed.schema === 'calibration/v1' ? parsed : null;
  } catch {
    return null;
  }
}

/**
 * @param folder of a finished calibration
 * @throws CsvError where one of its tables cannot be read
 */
export function calibrationReport(
  folder: string,
  manifest: CalibrationManifest,
  texts: PackageTexts,
): Report {
  const name = basename(folder);
  const read = (file: string): string | null => {
    const path = join(folder, basename(file));
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  };
  const material: CalibrationMaterial = {
    calibration: readCalibration(read, name),
    explanations: EXPLANATIONS.filter((one) => manifest.explanations.includes(one)),
    regions: regionsOf(texts.regions),
    facts: factsOf(texts.facts),
  };
  const sections = [
    fitSection(material),
    evidenceSection(material),
    learntSection(material),
    monthsSection(material),
  ];
  return {
    page: documentText({
      title: 'Calibration to the article',
      lead: 'Stylised scenarios, not forecasts. What the totals of one article teach the model under each explanation, and what they do not.',
      under: NOTHING,
      sections,
      foot: markup`Calibration of ${manifest.simulations} simulations, seed ${manifest.seed}, model ${manifest.model.slice(0, 12)}.`,
    }),
    figures: sections.flatMap(({ figures }) => figures),
  };
}

function sectionOf(
  id: string,
  question: string,
  figures: readonly (Figure | null)[],
  before: Markup,
  after: Markup = NOTHING,
): Section {
  const drawn = figures.filter((figure) => figure !== null);
  return {
    id,
    question,
    body: markup`${before}${drawn.map((figure) => figureMarkup(figure))}${after}`,
    figures: drawn,
  };
}

function fitSection(material: CalibrationMaterial): Section {
  return sectionOf(
    'fit',
    'How well does each explanation fit what is printed?',
    [
      coverageFigure(material, 'coverage', 'predictive'),
      hindcastFigure({ ...material, summary: [], quantiles: [], pairs: [] }, 'hindcast'),
      coverageFigure(material, 'forecast', 'forecast'),
    ],
    markup`<p>The figures come from one article, <cite>The Enduring Duel</cite> (CTC Sentinel, August 2023): totals over windows of months.</p>`,
    markup`${scoresText(material)}${readingsText(material)}`,
  );
}

function evidenceSection(material: CalibrationMaterial): Section {
  return sectionOf(
    'evidence',
    'Which explanation is supported, and could these totals tell them apart?',
    [],
    markup`${evidenceText(material)}${confusionText(material)}`,
  );
}

function learntSection(material: CalibrationMaterial): Section {
  return sectionOf(
    'learnt',
    'What was learnt and what assumed?',
    [learntFigure(material, 'learnt-or-assumed'), identificationFigure(material, 'identification')],
    markup`<p>A headline that is the same under the prior and the posterior was put in and not learnt; the rules stand in <code>summary.md</code>.</p>`,
  );
}

function monthsSection(material: CalibrationMaterial): Section {
  return sectionOf(
    'months',
    'What does the model make of the months between the windows?',
    [monthlyFigure(material, 'months')],
    NOTHING,
  );
}
