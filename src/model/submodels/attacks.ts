/**
 * Attacks: each active cell has a hazard of tempo × strength × skill × coordination × opening × emphasis ×
 * (1 − restraint) × campaign. The campaign is a zone's own monthly factor, gamma with mean 1. Each attack gets a
 * kind, a flag for foreign interests, suicide or not, casualties from a heavy-tailed law, and a place to land.
 */
import { DAYS_PER_MONTH, type Day } from '../calendar.js';
import { ENTITY, PURPOSE } from '../addresses.js';
import { CLOCK, UNIT } from '../cells.js';
import { gammaMeanOne, heavyTailedCount, lomaxScale } from '../../random/samplers.js';
import { ABROAD, REGION_COUNT, ZONES } from '../geography.js';
import { setRates } from '../posture.js';
import type { State } from '../state.js';
import { COUNTER } from '../tallies.js';
import { KINDS } from '../targets.js';
import type { World } from '../world.js';
import { recordAttack } from './observation.js';

const CROSS_BORDER = KINDS.indexOf('cross-border');
const NANGARHAR = ZONES.indexOf('nangarhar');
const KP = ZONES.indexOf('kp');
/** No single attack kills more than this in the model: it keeps the mean of a heavy tail finite in practice. */
const MOST_KILLED = 500;
const pair = new Float64Array(2);
const tempo = new Float64Array(ZONES.length);
const weights = new Float64Array(KINDS.length);

export function attacks(state: State, world: World, day: Day): void {
  const { cells } = state;
  const month = world.monthOfDay[day]!;
  if (day === 0 || month !== world.monthOfDay[day - 1]) drawCampaigns(state, world, month);
  state.attacksToday.fill(0);
  state.claimsToday.fill(0);
  for (let zone = 0; zone < ZONES.length; zone++)
    tempo[zone] = Math.round(zonalTempo(state, world, day, zone) * UNIT) / UNIT;
  for (let region = 0; region < REGION_COUNT; region++) {
    const hazard = tempo[world.geography.zone[region]!]!;
    cells.advance(CLOCK.attack, region, hazard);
    const rate = cells.attackRate[region]!;
    if (rate > 0) spreadExpected(state, world, month, region, hazard * rate * claimShare(world, day, region));
  }
  const events = cells.collect(CLOCK.attack);
  for (let i = 0; i < events; i++) launch(state, world, day, cells.fired[i]!, cells.firedOrdinal[i]!);
}

function drawCampaigns(state: State, world: World, month: number): void {
  for (let zone = 0; zone < ZONES.length; zone++) {
    state.campaign[zone] = gammaMeanOne(
      state.draws,
      ENTITY.zone,
      zone,
      PURPOSE.campaign,
      month,
      world.parameters['campaign-shape'],
    );
  }
}

/** Attacks a day of a cell of rate 1 in a zone. */
function zonalTempo(state: State, world: World, day: Day, zone: number): number {
  const p = world.parameters;
  const camps = 1 + p['camp-skill'] * state.camps;
  const common = (p['tempo'] / DAYS_PER_MONTH) * state.campaign[zone]! * state.emphasis[zone]! * camps;
  if (zone === KP) return common * p['tempo-kp'] * (1 - state.restraintKp);
  const campaign = zone === NANGARHAR ? p['nangarhar-campaign'] * world.nangarhar[day]! : 0;
  return (
    common *
    world.fadeTempo[day]! *
    world.resurgence[day]! *
    (1 + p['opening'] * world.opening[day]! + campaign) *
    (1 - state.restraint)
  );
}

/** Share of the attacks launched in a region that is claimed; the fading is Afghanistan's. */
function claimShare(world: World, day: Day, region: number): number {
  const fading = region === world.geography.kp ? 1 : world.fadeClaims[day]!;
  return world.parameters['claim-probability'] * fading;
}

/** Share of a region's attacks that land across the border. */
function crossBorderShare(world: World, region: number): number {
  return world.reachesKp[region] || world.reachesAbroad[region] ? world.parameters['cross-border'] : 0;
}

/** Where a cross-border attack lands; from a province that reaches both, either is as likely. */
function landsInKp(world: World, region: number): number {
  return world.reachesKp[region]! / (world.reachesKp[region]! + world.reachesAbroad[region]!);
}

function spreadExpected(state: State, world: World, month: number, region: number, expected: number): void {
  const crossing = crossBorderShare(world, region);
  state.tallies.add(month, COUNTER.expected, region, expected * (1 - crossing));
  if (crossing === 0) return;
  const inKp = landsInKp(world, region);
  state.tallies.add(month, COUNTER.expected, world.geography.kp, expected * crossing * inKp);
  state.tallies.add(month, COUNTER.expected, ABROAD, expected * crossing * (1 - inKp));
}

function launch(state: State, world: World, day: Day, slot: number, ordinal: number): void {
  const { cells, draws } = state;
  const p = world.parameters;
  const region = cells.region[slot]!;
  const [high, low] = [cells.keyHigh[slot]!, cells.keyLow[slot]!];
  draws.uniforms(high, low, PURPOSE.impact, ordinal, pair);
  const ofHighImpact = pair[0]! < (region === world.geography.kp ? state.highImpactKp : state.highImpact);
  const suicide = pair[1]! < (ofHighImpact ? p['suicide-high'] : p['suicide-low']);
  const kind = chooseKind(state, world, slot, ordinal, region, ofHighImpact);
  draws.uniforms(high, low, PURPOSE.character, ordinal, pair);
  const foreign = pair[0]! < (ofHighImpact ? p['foreign-high'] : p['foreign-low']);
  const claimed = pair[1]! < claimShare(world, day, region);
  draws.uniforms(high, low, PURPOSE.landing, ordinal, pair);
  let place = region;
  if (kind === CROSS_BORDER) place = pair[0]! < landsInKp(world, region) ? world.geography.kp : ABROAD;
  const exponent = p['killed-exponent'];
  const mean = p['killed-mean'] * (suicide ? p['suicide-lethality'] : 1);
  const killed = heavyTailedCount(pair[1]!, exponent, lomaxScale(mean, exponent), MOST_KILLED);
  recordAttack(state, world.monthOfDay[day]!, place, kind, suicide, foreign, claimed, killed);
  state.attacksToday[region]!++;
  cells.expose(slot, day + Math.round(p['exposure-days']));
  setRates(state, world, slot);
}

/** An exponential race of the six kinds, addressed by cell, attack and kind. */
function chooseKind(
  state: State,
  world: World,
  slot: number,
  ordinal: number,
  region: number,
  ofHighImpact: boolean,
): number {
  const p = world.parameters;
  const crossing = crossBorderShare(world, region);
  const inside = 1 - crossing;
  weights[1] = p['kind-infrastructure'];
  weights[2] = p['kind-humanitarian'];
  weights[3] = ofHighImpact ? p['kind-assassination-high'] : p['kind-assassination-low'];
  weights[4] = ofHighImpact ? p['kind-sectarian-high'] : p['kind-sectarian-low'];
  weights[0] = 1 - weights[1]! - weights[2]! - weights[3]! - weights[4]!;
  let best = Infinity;
  let kind = 0;
  for (let candidate = 0; candidate < KINDS.length; candidate++) {
    const weight = candidate === CROSS_BORDER ? crossing : inside * weights[candidate]!;
    if (weight === 0) continue;
    const wait =
      state.draws.exponential(
        state.cells.keyHigh[slot]!,
        state.cells.keyLow[slot]!,
        PURPOSE.kind + (candidate << 16),
        ordinal,
      ) / weight;
    if (wait < best) [best, kind] = [wait, candidate];
  }
  return kind;
}
