/**
 * Raids: capacity × pressure, spread over provinces by intelligence. A raid finds nobody, misses, disrupts or
 * destroys; it may remove a senior figure, expose another cell, and feed grievance. Every cell has a raid clock
 * of its own, every region one for raids that find nobody: together they spend exactly the region's capacity.
 */
import { DAYS_PER_MONTH, type Day } from '../calendar.js';
import { ENTITY, PURPOSE } from '../addresses.js';
import { CLOCK } from '../cells.js';
import { REGION_COUNT } from '../geography.js';
import { setRates } from '../posture.js';
import type { State } from '../state.js';
import { COUNTER } from '../tallies.js';
import type { World } from '../world.js';
import { vacate } from './command.js';
import { recordRaid } from './observation.js';
import { PER_ZONE } from '../commanders.js';

const pair = new Float64Array(2);

export function raids(state: State, world: World, day: Day): void {
  const p = world.parameters;
  const { cells, emptyRaids } = state;
  const { kp } = world.geography;
  const month = world.monthOfDay[day]!;
  const floor = p['intelligence-floor'];
  const concealment = p['concealment'];
  let stock = 0;
  for (let region = 0; region < REGION_COUNT; region++)
    if (region !== kp) stock += state.intelligence[region]! + floor;
  const perStock = p['raids'] / DAYS_PER_MONTH / stock;
  const inKp = p['raids-kp'] / DAYS_PER_MONTH;
  for (let region = 0; region < REGION_COUNT; region++) {
    const capacity =
      (region === kp ? inKp : perStock * (state.intelligence[region]! + floor)) * state.pressure[region]!;
    const hidden = cells.raidWeight[region]! + concealment;
    cells.advance(CLOCK.raid, region, hidden > 0 ? capacity / hidden : 0);
    const before = emptyRaids.ordinal[region]!;
    const empty = emptyRaids.advance(region, hidden > 0 ? (capacity * concealment) / hidden : capacity);
    for (let n = before; n < before + empty; n++) {
      conduct(state, world, month, region, ENTITY.region, region, PURPOSE.emptyRaidConduct, n);
    }
  }
  const found = cells.collect(CLOCK.raid);
  for (let i = 0; i < found; i++) raid(state, world, day, cells.fired[i]!, cells.firedOrdinal[i]!);
}

/** What every raid brings, whatever it finds: a report, and perhaps grievance. */
function conduct(
  state: State,
  world: World,
  month: number,
  region: number,
  high: number,
  low: number,
  purpose: number,
  ordinal: number,
): void {
  const p = world.parameters;
  state.draws.uniforms(high, low, purpose, ordinal, pair);
  recordRaid(state, month, region, pair[0]! < p['raids-reported']);
  if (pair[1]! < p['heavy-handed']) state.grievance[region]! += p['grievance-per-raid'];
}

function raid(state: State, world: World, day: Day, slot: number, ordinal: number): void {
  const p = world.parameters;
  const { cells, draws } = state;
  const region = cells.region[slot]!;
  const [high, low] = [cells.keyHigh[slot]!, cells.keyLow[slot]!];
  conduct(state, world, world.monthOfDay[day]!, region, high, low, PURPOSE.raidConduct, ordinal);
  // A cell that an earlier raid of the same day destroyed is gone: this one finds nobody.
  if (!cells.isLive(slot)) return;
  if (draws.uniform(high, low, PURPOSE.raidSenior, ordinal) < p['raid-senior'])
    removeSenior(state, world, day, region, slot, ordinal);
  if (draws.uniform(high, low, PURPOSE.lead, ordinal) < p['raid-lead'])
    followLead(state, world, day, region, slot, ordinal);
  draws.uniforms(high, low, PURPOSE.raidOutcome, ordinal, pair);
  if (pair[0]! >= p['raid-effect']) return;
  state.captures[region]!++;
  if (pair[1]! < p['raid-destroys']) {
    const post = cells.commander[slot]!;
    cells.remove(slot, true);
    if (region !== world.geography.kp) state.destroyedToday++;
    const { commanders } = state;
    const falls = !commanders.isSenior(post) && commanders.inPlace(post);
    if (falls && draws.uniform(high, low, PURPOSE.raidCommander, ordinal) < p['raid-commander']) {
      vacate(state, world, day, post);
    }
    return;
  }
  const dormant =
    draws.exponential(high, low, PURPOSE.disruption, ordinal) * p['disruption'] * DAYS_PER_MONTH;
  // It resumes after that day's attacks, so that it misses as many days of attacks as it is dormant.
  cells.dormantUntil[slot] = Math.max(cells.dormantUntil[slot]!, day + Math.max(1, Math.ceil(dormant)));
  cells.nextResume = Math.min(cells.nextResume, cells.dormantUntil[slot]!);
  cells.fighters[slot] = Math.max(1, Math.round(cells.fighters[slot]! * (1 - p['disruption-losses'])));
  setRates(state, world, slot);
}

/** A senior post of the zone falls vacant: an exponential race of those in place, addressed by cell and raid. */
function removeSenior(
  state: State,
  world: World,
  day: Day,
  region: number,
  slot: number,
  ordinal: number,
): void {
  const { cells, commanders, draws } = state;
  const first = world.geography.zone[region]! * PER_ZONE;
  let best = Infinity;
  let fallen = -1;
  for (let post = first; post < first + PER_ZONE; post++) {
    if (!commanders.isSenior(post) || !commanders.inPlace(post)) continue;
    const wait = draws.exponential(
      cells.keyHigh[slot]!,
      cells.keyLow[slot]!,
      PURPOSE.seniorChoice + (post << 16),
      ordinal,
    );
    if (wait < best) [best, fallen] = [wait, post];
  }
  if (fallen < 0) return;
  state.tallies.add(world.monthOfDay[day]!, COUNTER.seniors, region, 1);
  vacate(state, world, day, fallen);
}

/** Another cell of the province is exposed: a race addressed by that cell and the raided one's key. */
function followLead(
  state: State,
  world: World,
  day: Day,
  region: number,
  slot: number,
  ordinal: number,
): void {
  const { cells, draws } = state;
  let best = Infinity;
  let exposed = -1;
  const salt = (cells.keyLow[slot]! + ordinal) >>> 0;
  for (let i = 0; i < cells.count; i++) {
    const other = cells.live[i]!;
    if (other === slot || cells.region[other] !== region) continue;
    const wait = draws.exponential(cells.keyHigh[other]!, cells.keyLow[other]!, PURPOSE.leadChoice, salt);
    if (wait < best) [best, exposed] = [wait, other];
  }
  if (exposed < 0) return;
  cells.expose(exposed, day + Math.round(world.parameters['exposure-days']));
  setRates(state, world, exposed);
}
