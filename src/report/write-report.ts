/** Makes the report of a run and puts it into the run's folder. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCalibration } from '../results/calibration-files.js';
import type { FinishedRun } from '../results/finished-run.js';
import { assertSelfContained, REPORT_FILE } from '../results/folder.js';
import { packageFile } from '../runner/package-files.js';
import { figureFiles } from './figure.js';
import { type CalibrationManifest, calibrationReport } from './calibration-page.js';
import { materialOf, type PackageTexts } from './material.js';
import { type Report, reportOf } from './page.js';

export const FIGURES_FOLDER = 'figures';

export interface WrittenReport {
  /** Of `report.markup`, absolute where the run's folder is. */
  readonly path: string;
  readonly bytes: number;
  /** Figures, each with three files. */
  readonly figures: number;
}

/** Text of a file of the package; `null` where it does not ship. */
export function shippedText(file: string): string | null {
  try {
    return packageFile(file).text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * @param read text of a file of the calibration; those that ship if not given
 * @throws DamagedRunError, CsvError where tables of the run or files of the calibration cannot be read
 */
export async function reportOfRun(
  run: FinishedRun,
  read: (file: string) => string | null = shippedText,
): Promise<Report> {
  const material = await materialOf(run, readCalibration(read), packageTexts());
  return reportOf(material);
}

/** Page and figures of a calibration. @throws CsvError where one of its tables cannot be read */
export function reportOfCalibration(folder: string, manifest: CalibrationManifest): Report {
  return calibrationReport(folder, manifest, packageTexts());
}

function packageTexts(): PackageTexts {
  return {
    regions: packageFile('data/regions.csv').text,
    facts: packageFile('data/article_facts.csv').text,
    topology: packageFile('data/regions.topo.json').text,
  };
}

/**
 * Replaces `report.html` and `figures/` as wholes: a reader sees the old ones or the new ones.
 * @param into folder of a run or of a calibration
 */
export async function writeReport(into: string, report: Report): Promise<WrittenReport> {
  await assertSelfContained(into);
  const folder = join(into, FIGURES_FOLDER);
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished);
  for (const figure of report.figures) {
    for (const [name, text] of figureFiles(figure)) await writeFile(join(unfinished, name), text);
  }
  await rm(folder, { recursive: true, force: true });
  await rename(unfinished, folder);
  const path = join(into, REPORT_FILE);
  await writeFile(`${path}.unfinished`, report.page);
  await rename(`${path}.unfinished`, path);
  return { path, bytes: Buffer.byteLength(report.page), figures: report.figures.length };
}
