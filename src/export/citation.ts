/** Who made the program and under which licence, from the package's `CITATION.cff`. */
import { parse } from 'yaml';
import { z } from 'zod';
import { packageFile } from '../runner/package-files.js';

const CITATION = z.object({
  title: z.string(),
  abstract: z.string(),
  license: z.string(),
  authors: z
    .array(
      z.object({
        name: z.string().optional(),
        'given-names': z.string().optional(),
        'family-names': z.string().optional(),
      }),
    )
    .min(1),
});

export interface Citation {
  readonly title: string;
  readonly abstract: string;
  /** SPDX identifier. */
  readonly license: string;
  readonly authors: readonly { readonly name: string; readonly isPerson: boolean }[];
}

export function citation(): Citation {
  const { authors, ...rest } = CITATION.parse(parse(packageFile('CITATION.cff').text));
  return {
    ...rest,
    authors: authors.map((author) => {
      const person = [author['given-names'], author['family-names']].filter((part) => part !== undefined);
      return { name: author.name ?? person.join(' '), isPerson: author.name === undefined };
    }),
  };
}
