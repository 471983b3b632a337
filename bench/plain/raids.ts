/** Directorates and what they do to cells: intelligence, raids, vacant posts, dormancy and grievance. */
import { ENTITY, PURPOSE } from '../../src/model/addresses.js';
import { DAYS_PER_MONTH } from '../../src/model/calendar.js';
import { COUNTER } from '../../src/model/tallies.js';
import { logNormal } from '../../src/random/samplers.js';
import { type Cell, type Post, chosenBy } from './cell.js';
import { drawTicks, exactRate, unit, waitOf } from './clock.js';
import type { PlainState } from './plain-state.js';
import { spend } from './recruitment.js';
import type { Region } from './region.js';

/** Days between two reviews of what the directorates know. */
const REVIEW_DAYS = 7;
const block = new Uint32Array(4);
const salt = new Uint32Array(4);

export function intelligence(state: PlainState, day: number): void {
  for (const cell of state.cells) {
    if (cell.exposedUntil === 0 || cell.exposedUntil > day) continue;
    cell.exposedUntil = 0;
    cell.region.exposed--;
  }
  if (day % REVIEW_DAYS === 0) review(state);
}

function review(state: PlainState): void {
  const p = state.world.parameters;
  const floor = p['intelligence-floor'];
  const perExposed = (p['intelligence-exposure'] * REVIEW_DAYS) / DAYS_PER_MONTH;
  let stock = 0;
  for (const region of state.regions) {
    region.intelligence =
      region.intelligence * state.world.intelligenceKept +
      p['intelligence-attack'] * region.attacksSince +
      p['intelligence-capture'] * region.capturesSince +
      perExposed * region.exposed;
    region.attacksSince = region.capturesSince = 0;
    if (!region.isKp) stock += region.intelligence + floor;
  }
  for (const region of state.regions) {
    const perDay = (region.isKp ? p['raids-kp'] : p['raids']) / DAYS_PER_MONTH;
    region.capacity = region.isKp ? perDay : (perDay * (region.intelligence + floor)) / stock;
  }
}

export function raids(state: PlainState, day: number): void {
  const p = state.world.parameters;
  const { events, phase } = state;
  const { exposure } = p;
  const dormant = p['dormant-visibility'];
  for (const region of state.regions) region.raidRate = 0;
  for (const cell of state.cells) {
    const visible = cell.exposedUntil > 0 ? exposure : 1;
    const rate = exactRate(cell.dormantUntil === 0 ? visible : visible * dormant);
    cell.raid.setRate(rate);
    cell.region.raidRate += rate;
  }
  for (const region of state.regions) {
    const nobody = phase.concealment > 0 ? phase.concealment : region.raidRate === 0 ? 1 : 0;
    const perRate = region.capacity / (region.raidRate + nobody);
    region.raidTicks = Math.round(region.pressure * 2 ** 14) * Math.round(perRate * 2 ** 24);
    region.emptyRaids.setRate(exactRate(nobody));
  }
  events.clear();
  for (const cell of state.cells)
    spend(state, cell, cell.raid, PURPOSE.raidClock, cell.raid.rate, cell.region.raidTicks);
  for (const region of state.regions) emptyRaids(state, region);
  for (let i = 0; i < events.count; i++) raid(state, day, events.cells[i]!, events.ordinals[i]!);
}

function emptyRaids(state: PlainState, region: Region): void {
  const { index, emptyRaids: clock } = region;
  clock.left -= region.raidTicks;
  while (clock.left <= 0) {
    state.eventCount++;
    state.draws.words(ENTITY.region, index, PURPOSE.emptyRaid, clock.ordinal, block);
    conduct(state, region);
    clock.goOn(drawTicks(state.draws, ENTITY.region, index, PURPOSE.raidClock, clock.ordinal + 1));
  }
}

/** What every raid brings, by the first two words of `block`. */
function conduct(state: PlainState, region: Region): void {
  const p = state.world.parameters;
  state.count(COUNTER.raids, region.index);
  if (unit(block[0]!) < p['raids-reported']) state.count(COUNTER.raidsReported, region.index);
  if (unit(block[1]!) < state.phase.heavyHanded) region.grievance += p['grievance-per-raid'];
}

function raid(state: PlainState, day: number, cell: Cell, ordinal: number): void {
  const p = state.world.parameters;
  const { phase, draws } = state;
  const { high, low, region } = cell;
  draws.words(high, low, PURPOSE.raid, ordinal, block);
  conduct(state, region);
  if (!cell.alive) return;
  const [findsSenior, findsLead] = [unit(block[2]!), unit(block[3]!)];
  if (findsSenior < phase.raidSenior) removeSenior(state, day, cell, ordinal);
  if (findsLead < phase.raidLead) {
    draws.words(high, low, PURPOSE.leadChoice, ordinal, salt);
    const other = chosenBy(salt[0]!, state.cells, (each) => each !== cell && each.region === region);
    if (other !== null) state.expose(other, day);
  }
  draws.words(high, low, PURPOSE.raidOutcome, ordinal, block);
  if (unit(block[0]!) >= phase.raidEffect) return;
  region.capturesSince++;
  if (unit(block[1]!) < p['raid-destroys']) {
    const { post } = cell;
    const commanderFalls = unit(block[2]!) < p['raid-commander'];
    state.remove(cell);
    if (!region.isKp) state.destroyedToday++;
    if (!post.senior && post.vacantUntil === 0 && commanderFalls) vacate(state, day, post);
    return;
  }
  const days = waitOf(block[3]!) * p['disruption'] * DAYS_PER_MONTH;
  cell.dormantUntil = Math.max(cell.dormantUntil, day + Math.max(1, Math.ceil(days)));
  cell.fighters = Math.max(1, Math.round(cell.fighters * (1 - p['disruption-losses'])));
}

function removeSenior(state: PlainState, day: number, cell: Cell, ordinal: number): void {
  state.draws.words(cell.high, cell.low, PURPOSE.seniorChoice, ordinal, salt);
  let fallen: Post | null = null;
  for (const post of state.seniorPosts(cell.region.zone)) {
    if (post.vacantUntil > 0) continue;
    if (fallen === null || salt[post.index & 3]! > salt[fallen.index & 3]!) fallen = post;
  }
  if (fallen === null) return;
  state.count(COUNTER.seniors, cell.region.index);
  vacate(state, day, fallen);
}

function vacate(state: PlainState, day: number, post: Post): void {
  const p = state.world.parameters;
  const u = state.draws.uniform(ENTITY.commander, post.index, PURPOSE.replacement, post.vacancies);
  const months = logNormal(u, p['replacement'], p['replacement-spread']);
  post.vacancies++;
  post.vacantUntil = day + Math.max(1, Math.round(months * DAYS_PER_MONTH));
}

export function command(state: PlainState, day: number): void {
  for (const post of state.posts) if (post.vacantUntil <= day) post.vacantUntil = 0;
  const standard = state.world.parameters['fighters-per-cell'];
  for (const cell of state.cells) {
    if (cell.dormantUntil === 0 || cell.dormantUntil > day) continue;
    cell.dormantUntil = 0;
    if (cell.fighters < standard) cell.fighters = Math.round((cell.fighters + standard) / 2);
  }
  const { world, phase } = state;
  if (day + 1 < world.days && world.monthOfDay[day + 1] === state.month) return;
  for (const region of state.regions) {
    const base = phase.grievance[region.index]!;
    region.grievance = base + (region.grievance - base) * world.grievanceKept;
  }
}
