/** Attacks: the tempo of each zone, and what each attack is like, where it lands and what of it is counted. */
import { ENTITY, PURPOSE } from '../../src/model/addresses.js';
import { ABROAD, ZONES } from '../../src/model/geography.js';
import { COUNTER } from '../../src/model/tallies.js';
import { KINDS } from '../../src/model/targets.js';
import { gammaMeanOne, heavyTailedCount, lomaxScale } from '../../src/random/samplers.js';
import type { Cell } from './cell.js';
import { exactRate, unit } from './clock.js';
import type { PlainState } from './plain-state.js';
import { dayTicks, spend } from './recruitment.js';
import type { Region } from './region.js';

const KP = ZONES.indexOf('kp');
const GUERRILLA = KINDS.indexOf('guerrilla');
const CROSS_BORDER = KINDS.indexOf('cross-border');
const MOST_KILLED = 500;
const UNIT = 2 ** 30;
const block = new Uint32Array(4);
const landing = new Uint32Array(4);
const tempo = ZONES.map(() => 0);

export function attacks(state: PlainState, day: number): void {
  const { world, events } = state;
  const p = world.parameters;
  if (day === 0 || world.monthOfDay[day - 1] !== state.month) drawCampaigns(state);
  for (let zone = 0; zone < ZONES.length; zone++) tempo[zone] = zonalTempo(state, day, zone);
  for (const region of state.regions) {
    region.attackTicks = dayTicks(tempo[region.zone]!);
    region.attackRate = 0;
  }
  const standard = p['fighters-per-cell'];
  const uncommanded = 1 - p['command-loss'];
  events.clear();
  for (const cell of state.cells) {
    const coordination = cell.post.vacantUntil === 0 ? 1 : uncommanded;
    const strength = cell.fighters / standard;
    const rate = cell.dormantUntil === 0 ? exactRate(strength * cell.skill * coordination) : 0;
    cell.region.attackRate += rate;
    spend(state, cell, cell.attack, PURPOSE.attackClock, rate, cell.region.attackTicks);
  }
  for (const region of state.regions) expect(state, day, region);
  for (let i = 0; i < events.count; i++) launch(state, day, events.cells[i]!, events.ordinals[i]!);
}

function drawCampaigns(state: PlainState): void {
  const shape = state.world.parameters['campaign-shape'];
  for (let zone = 0; zone < ZONES.length; zone++)
    state.campaign[zone] = gammaMeanOne(state.draws, ENTITY.zone, zone, PURPOSE.campaign, state.month, shape);
}

/** Attacks a day of a cell of rate 1. */
function zonalTempo(state: PlainState, day: number, zone: number): number {
  const { world, campaign, emphasis } = state;
  const camps = 1 + world.parameters['camp-skill'] * state.camps;
  const held = zone === KP ? state.restraintKp : state.restraint;
  return world.tempo[zone]![day]! * campaign[zone]! * emphasis[zone]! * camps * (1 - held);
}

function claimShare(state: PlainState, day: number, region: Region): number {
  const { parameters, fadeClaims } = state.world;
  return parameters['claim-probability'] * (region.isKp ? 1 : fadeClaims[day]!);
}

function expect(state: PlainState, day: number, region: Region): void {
  if (region.attackRate === 0) return;
  const { crossing, crossingIntoKp: inKp } = region;
  const hazard = Math.round(tempo[region.zone]! * UNIT) / UNIT;
  const expected = hazard * region.attackRate * claimShare(state, day, region);
  state.count(COUNTER.expected, region.index, expected * (1 - crossing));
  if (crossing === 0) return;
  state.count(COUNTER.expected, state.kp.index, expected * crossing * inKp);
  state.count(COUNTER.expected, ABROAD, expected * crossing * (1 - inKp));
}

function launch(state: PlainState, day: number, cell: Cell, ordinal: number): void {
  const p = state.world.parameters;
  const { region, high, low } = cell;
  state.draws.words(high, low, PURPOSE.attack, ordinal, block);
  state.draws.words(high, low, PURPOSE.landing, ordinal, landing);
  const ofHighImpact = unit(block[0]!) < (region.isKp ? state.highImpactKp : state.highImpact);
  const suicide = unit(block[1]!) < (ofHighImpact ? p['suicide-high'] : p['suicide-low']);
  const foreign = unit(block[2]!) < (ofHighImpact ? p['foreign-high'] : p['foreign-low']);
  const claimed = unit(block[3]!) < claimShare(state, day, region);
  const kind = kindOf(state, unit(landing[0]!), region.crossing, ofHighImpact);
  const acrossInto = unit(landing[1]!) < region.crossingIntoKp ? state.kp.index : ABROAD;
  const place = kind === CROSS_BORDER ? acrossInto : region.index;

  region.attacksSince++;
  state.expose(cell, day);
  state.count(COUNTER.actual, place);
  if (!claimed) return;
  const exponent = p['killed-exponent'];
  const mean = p['killed-mean'] * (suicide ? p['suicide-lethality'] : 1);
  const killed = heavyTailedCount(unit(landing[2]!), exponent, lomaxScale(mean, exponent), MOST_KILLED);
  if (place !== ABROAD) state.regions[place]!.claimsToday++;
  state.count(COUNTER.claimed, place);
  state.count(COUNTER.kind + kind, place);
  state.count(COUNTER.killed, place, killed);
  if (suicide) state.count(COUNTER.suicide, place);
  if (foreign) state.count(COUNTER.foreign, place);
}

function kindOf(state: PlainState, u: number, crossing: number, ofHighImpact: boolean): number {
  const p = state.world.parameters;
  const shares: readonly (readonly [kind: string, share: number])[] = [
    ['infrastructure', p['kind-infrastructure']],
    ['humanitarian', p['kind-humanitarian']],
    ['assassination', ofHighImpact ? p['kind-assassination-high'] : p['kind-assassination-low']],
    ['sectarian', ofHighImpact ? p['kind-sectarian-high'] : p['kind-sectarian-low']],
  ];
  let cumulated = crossing;
  if (u < cumulated) return CROSS_BORDER;
  for (const [kind, share] of shares) {
    cumulated += (1 - crossing) * share;
    if (u < cumulated) return (KINDS as readonly string[]).indexOf(kind);
  }
  return GUERRILLA;
}
