/**
 * Raids: capacity × pressure, spread over provinces by intelligence. A raid finds nobody, misses, disrupts or
 * destroys; it may remove a senior figure, expose another cell, and feed grievance. Every cell has a raid clock
 * of its own, every region one for raids that find nobody: together they spend exactly the region's capacity.
 */
import { DAYS_PER_MONTH, type Day } from '../calendar.js';
import { ENTITY, PURPOSE } from '../addresses.js';
import { PRESSURE_TICKS } from '../cells.js';
import { REGION_COUNT } from '../geography.js';
import { addGrievance } from '../grievance.js';
import { removeCell, setRates, setVisibility } from '../posture.js';
import { Rendezvous } from '../rendezvous.js';
import { unitOf, waitOf } from '../../random/draws.js';
import type { State } from '../state.js';
import { COUNTER } from '../tallies.js';
import type { World } from '../world.js';
import { vacate } from './command.js';
import { recordRaid } from './observation.js';
import { PER_ZONE } from '../commanders.js';

const words = new Uint32Array(4);
const choice = new Rendezvous();

export function raids(state: State, world: World, day: Day): void {
  const clocks = state.cells.raid;
  clocks.clear();
  for (let s = 0; s < world.series.length; s++) clocks.advance(s, state.pressure[s]! * PRESSURE_TICKS);
  for (let i = 0; i < clocks.events; i++) {
    const slot = clocks.fired[i]!;
    const ordinal = clocks.firedOrdinal[i]!;
    if (slot < REGION_COUNT) emptyRaid(state, world, day, slot, ordinal);
    else raid(state, world, day, slot, ordinal);
  }
}

/** The first slots stand for nobody, one a region. */
function emptyRaid(state: State, world: World, day: Day, region: number, ordinal: number): void {
  state.draws.words(ENTITY.region, region, PURPOSE.emptyRaid, ordinal, words);
  conduct(state, world, world.monthOfDay[day]!, region);
}

/** What every raid brings, whatever it finds: a report, and perhaps grievance. Reads the first two of `words`. */
function conduct(state: State, world: World, month: number, region: number): void {
  recordRaid(state, month, region, unitOf(words[0]!) < world.parameters['raids-reported']);
  if (unitOf(words[1]!) < world.phases[state.phase]!.heavyHanded) addGrievance(state, world, region);
}

function raid(state: State, world: World, day: Day, slot: number, ordinal: number): void {
  const p = world.parameters;
  const phase = world.phases[state.phase]!;
  const { cells, draws } = state;
  const region = cells.region[slot]!;
  const [high, low] = [cells.keyHigh[slot]!, cells.keyLow[slot]!];
  draws.words(high, low, PURPOSE.raid, ordinal, words);
  conduct(state, world, world.monthOfDay[day]!, region);
  // A cell that an earlier raid of the same day destroyed is gone: this one finds nobody.
  if (!cells.isLive(slot)) return;
  const leads = unitOf(words[3]!) < phase.raidLead;
  if (unitOf(words[2]!) < phase.raidSenior) removeSenior(state, world, day, region, slot, ordinal);
  if (leads) followLead(state, world, day, region, slot, ordinal);
  draws.words(high, low, PURPOSE.raidOutcome, ordinal, words);
  if (unitOf(words[0]!) >= phase.raidEffect) return;
  state.captures[region]!++;
  if (unitOf(words[1]!) < p['raid-destroys']) {
    const post = cells.commander[slot]!;
    removeCell(state, world, slot, true);
    if (region !== world.geography.kp) state.destroyedToday++;
    const { commanders } = state;
    const falls = !commanders.isSenior(post) && commanders.inPlace(post);
    if (falls && unitOf(words[2]!) < p['raid-commander']) vacate(state, world, day, post);
    return;
  }
  const dormant = waitOf(words[3]!) * p['disruption'] * DAYS_PER_MONTH;
  // It resumes after that day's attacks, so that it misses as many days of attacks as it is dormant.
  cells.disrupt(slot, Math.max(cells.dormantUntil[slot]!, day + Math.max(1, Math.ceil(dormant))));
  cells.fighters[slot] = Math.max(1, Math.round(cells.fighters[slot]! * (1 - p['disruption-losses'])));
  setRates(state, world, slot);
}

/** A senior post of the zone falls vacant: a race of those in place, addressed by cell, raid and post. */
function removeSenior(
  state: State,
  world: World,
  day: Day,
  region: number,
  slot: number,
  ordinal: number,
): void {
  const { cells, commanders, draws } = state;
  draws.words(cells.keyHigh[slot]!, cells.keyLow[slot]!, PURPOSE.seniorChoice, ordinal, words);
  const first = world.geography.zone[region]! * PER_ZONE;
  let best = -1;
  let fallen = -1;
  for (let post = first; post < first + PER_ZONE; post++) {
    if (!commanders.isSenior(post) || !commanders.inPlace(post)) continue;
    // Each is as likely as the other, so that the largest word is the shortest wait.
    const word = words[post % PER_ZONE]!;
    if (word > best) [best, fallen] = [word, post];
  }
  if (fallen < 0) return;
  state.tallies.add(world.monthOfDay[day]!, COUNTER.seniors, region, 1);
  vacate(state, world, day, fallen);
}

/** Another cell of the province is exposed, each as likely as any other. */
function followLead(
  state: State,
  world: World,
  day: Day,
  region: number,
  slot: number,
  ordinal: number,
): void {
  const { cells, draws } = state;
  draws.words(cells.keyHigh[slot]!, cells.keyLow[slot]!, PURPOSE.leadChoice, ordinal, words);
  choice.start(words[0]!);
  for (let other = cells.byRegion.first(region); other >= 0; other = cells.byRegion.after(other))
    if (other !== slot) choice.offer(cells, other);
  const exposed = choice.winner;
  if (exposed < 0) return;
  cells.expose(exposed, day + Math.round(world.parameters['exposure-days']));
  setVisibility(state, world, exposed);
}
