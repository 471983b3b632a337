/** Names of places as the report prints them. */
import type { Region } from './material.js';

const NAMES: Readonly<Record<string, string>> = {
  afghanistan: 'Afghanistan',
  all: 'everywhere',
  nangarhar: 'Nangarhar',
  kabul: 'Kabul',
  north: 'the north',
  'rest-of-afghanistan': 'rest of Afghanistan',
  kp: 'KP',
  // Its full name, "Khyber Pakhtunkhwa (with the former tribal areas)", leaves no room for a drawing.
  'PK-KP': 'KP',
};

export function placeName(location: string, regions: ReadonlyMap<string, Region>): string {
  return NAMES[location] ?? regions.get(location)?.name ?? location;
}
