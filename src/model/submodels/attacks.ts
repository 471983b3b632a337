/**
 * Attacks: each active cell has a hazard of tempo × strength × skill × coordination × opening × emphasis ×
 * (1 − restraint) × campaign. The campaign is a zone's own monthly factor, gamma with mean 1. Each attack gets a
 * kind, a flag for foreign interests, suicide or not, casualties from a heavy-tailed law, and a place to land.
 */
import type { Day } from '../calendar.js';
import { ENTITY, PURPOSE } from '../addresses.js';
import { TICKS } from '../cells.js';
import { unitOf } from '../../random/draws.js';
import { gammaMeanOne, heavyTailedCount, lomaxScale } from '../../random/samplers.js';
import { ABROAD, REGION_COUNT, ZONES } from '../geography.js';
import { setVisibility, settleExpected } from '../posture.js';
import type { State } from '../state.js';
import { COUNTER } from '../tallies.js';
import { KINDS } from '../targets.js';
import { isMonthEnd, type World } from '../world.js';
import { highImpactShare } from './leadership.js';
import { recordClaim } from './observation.js';

const GUERRILLA = 0;
const CROSS_BORDER = KINDS.indexOf('cross-border');
const KP = ZONES.indexOf('kp');
/** No single attack kills more than this in the model: it keeps the mean of a heavy tail finite in practice. */
const MOST_KILLED = 500;
const words = new Uint32Array(4);
const weights = new Float64Array(KINDS.length);

export function attacks(state: State, world: World, day: Day): void {
  const { attack } = state.cells;
  const month = world.monthOfDay[day]!;
  if (day === 0 || month !== world.monthOfDay[day - 1]) drawCampaigns(state, world, month);
  if (world.anyReactive) state.claimsToday.fill(0);
  attack.clear();
  const camps = 1 + world.parameters['camp-skill'] * state.camps;
  for (let zone = 0; zone < ZONES.length; zone++) {
    const held = zone === KP ? state.restraintKp : state.restraint;
    const tempo =
      world.tempo[zone]![day]! * state.campaign[zone]! * state.emphasis[zone]! * camps * (1 - held);
    const ticks = Math.round(tempo * TICKS);
    state.hazardSpent[zone]! += (ticks / TICKS) * claimShare(world, day, zone === KP);
    attack.advance(zone, ticks);
  }
  for (let i = 0; i < attack.events; i++)
    launch(state, world, day, attack.fired[i]!, attack.firedOrdinal[i]!);
  if (isMonthEnd(world, day)) countExpected(state, world, month);
}

function drawCampaigns(state: State, world: World, month: number): void {
  const shape = world.parameters['campaign-shape'];
  for (let zone = 0; zone < ZONES.length; zone++)
    state.campaign[zone] = gammaMeanOne(state.draws, ENTITY.zone, zone, PURPOSE.campaign, month, shape);
}

/** Share of the attacks launched in a theatre that is claimed; the fading is Afghanistan's. */
function claimShare(world: World, day: Day, inKp: boolean): number {
  const probability = world.parameters['claim-probability'];
  return inKp ? probability : probability * world.fadeClaims[day]!;
}

/** Share of a region's attacks that land across the border. */
function crossBorderShare(world: World, region: number): number {
  const { reachesKp, reachesAbroad } = world.borders;
  return reachesKp[region] || reachesAbroad[region] ? world.parameters['cross-border'] : 0;
}

/** Share of those that land in KP; from a province that reaches KP and abroad, either is as likely. */
function landsInKp({ borders }: World, region: number): number {
  return borders.reachesKp[region]! / (borders.reachesKp[region]! + borders.reachesAbroad[region]!);
}

/** Writes a month's expected claims down where they would land, and begins the next month. */
function countExpected(state: State, world: World, month: number): void {
  const { expected, hazardSeen, hazardSpent, tallies } = state;
  const { kp } = world.geography;
  for (let region = 0; region < REGION_COUNT; region++) {
    settleExpected(state, world, region);
    const claims = expected[region]!;
    if (claims === 0) continue;
    const crossing = crossBorderShare(world, region);
    tallies.add(month, COUNTER.expected, region, claims * (1 - crossing));
    if (crossing === 0) continue;
    const inKp = landsInKp(world, region);
    tallies.add(month, COUNTER.expected, kp, claims * crossing * inKp);
    tallies.add(month, COUNTER.expected, ABROAD, claims * crossing * (1 - inKp));
  }
  expected.fill(0);
  hazardSeen.fill(0);
  hazardSpent.fill(0);
}

function launch(state: State, world: World, day: Day, slot: number, ordinal: number): void {
  const { cells, draws } = state;
  const p = world.parameters;
  const region = cells.region[slot]!;
  const inKp = region === world.geography.kp;
  const [high, low] = [cells.keyHigh[slot]!, cells.keyLow[slot]!];
  draws.words(high, low, PURPOSE.attack, ordinal, words);
  const ofHighImpact = unitOf(words[0]!) < highImpactShare(state, world, region);
  const suicide = unitOf(words[1]!) < (ofHighImpact ? p['suicide-high'] : p['suicide-low']);
  const foreign = unitOf(words[2]!) < (ofHighImpact ? p['foreign-high'] : p['foreign-low']);
  const claimed = unitOf(words[3]!) < claimShare(world, day, inKp);
  draws.words(high, low, PURPOSE.landing, ordinal, words);
  const kind = chooseKind(world, unitOf(words[0]!), region, ofHighImpact);
  let place = region;
  if (kind === CROSS_BORDER)
    place = unitOf(words[1]!) < landsInKp(world, region) ? world.geography.kp : ABROAD;
  const month = world.monthOfDay[day]!;
  state.tallies.add(month, COUNTER.actual, place, 1);
  if (claimed) {
    const exponent = p['killed-exponent'];
    const mean = p['killed-mean'] * (suicide ? p['suicide-lethality'] : 1);
    const killed = heavyTailedCount(unitOf(words[2]!), exponent, lomaxScale(mean, exponent), MOST_KILLED);
    recordClaim(state, month, place, kind, suicide, foreign, killed);
  }
  state.attacksSince[region]!++;
  cells.expose(slot, day + Math.round(p['exposure-days']));
  setVisibility(state, world, slot);
}

/** Kinds are cumulated in one order, the guerrilla attack last: a small change of a share changes few choices. */
function chooseKind(world: World, u: number, region: number, ofHighImpact: boolean): number {
  const p = world.parameters;
  const crossing = crossBorderShare(world, region);
  if (u < crossing) return CROSS_BORDER;
  weights[1] = p['kind-infrastructure'];
  weights[2] = p['kind-humanitarian'];
  weights[3] = ofHighImpact ? p['kind-assassination-high'] : p['kind-assassination-low'];
  weights[4] = ofHighImpact ? p['kind-sectarian-high'] : p['kind-sectarian-low'];
  let cumulated = crossing;
  for (let kind = 1; kind < CROSS_BORDER; kind++) {
    cumulated += (1 - crossing) * weights[kind]!;
    if (u < cumulated) return kind;
  }
  return GUERRILLA;
}
