/** Outlines of the 35 regions, projected once: one path a region, in pixels. */
import { geoArea, geoMercator, geoPath } from 'd3-geo';
import { feature } from 'topojson-client';
import type { Geometry } from 'geojson';
import type { GeometryCollection, Topology } from 'topojson-specification';

export interface Outline {
  readonly code: string;
  readonly path: string;
  /** Where a label stands. */
  readonly centre: readonly [number, number];
}

interface Properties {
  readonly iso_3166_2: string;
}

/** Points nearer than this to the one before it, in pixels, are left out: a province is at least ten pixels wide. */
const NEAR = 0.8;

/** @param topology text of `data/regions.topo.json` */
export function outlinesOf(topology: string, width: number, height: number): Outline[] {
  const parsed = JSON.parse(topology) as Topology<{ units: GeometryCollection<Properties> }>;
  const collection = feature(parsed, parsed.objects.units);
  for (const { geometry } of collection.features) wind(geometry);
  const projection = geoMercator().fitExtent(
    [
      [4, 4],
      [width - 4, height - 4],
    ],
    collection,
  );
  const path = geoPath(projection);
  return collection.features
    .map((one) => {
      const [x, y] = path.centroid(one);
      return { code: one.properties.iso_3166_2, path: thinned(path(one) ?? ''), centre: [x, y] as const };
    })
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** Turns rings of a polygon that wind the other way, for which a sphere's inside is everything else. */
function wind(geometry: Geometry): void {
  const polygons =
    geometry.type === 'Polygon'
      ? [geometry.coordinates]
      : geometry.type === 'MultiPolygon'
        ? geometry.coordinates
        : [];
  for (const coordinates of polygons) {
    if (geoArea({ type: 'Polygon', coordinates }) > 2 * Math.PI)
      for (const ring of coordinates) ring.reverse();
  }
}

/** Rings of `M…L…Z` with points that are apart. */
function thinned(path: string): string {
  return path
    .split('Z')
    .flatMap((ring) => {
      const points = [...ring.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(
        ([, x, y]) => [Number(x), Number(y)] as const,
      );
      const kept: (readonly [number, number])[] = [];
      for (const point of points) {
        const last = kept.at(-1);
        if (!last || Math.hypot(point[0] - last[0], point[1] - last[1]) >= NEAR) kept.push(point);
      }
      return kept.length < 3
        ? []
        : [`M${kept.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join('L')}Z`];
    })
    .join('');
}
