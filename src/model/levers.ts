/**
 * THE list of levers and events that a scenario may pull, closed and aggregate: what each stands for, what it may
 * name, what it changes, and the parameters that set the size of its effect. Every effect is an assumption with a
 * prior of its own in the parameter table; at strength 0 there is none.
 */
import type { Day } from './calendar.js';
import type { ParameterId } from './parameters.js';

/** `fewer` and `more` hold in expectation, all else equal; `open` says that mechanisms pull both ways. */
export type Direction = 'fewer' | 'more' | 'open';

export interface LeverKind {
  readonly id: string;
  /** A lever has a strength from 0 to 1; an event a size of at least 0. */
  readonly kind: 'lever' | 'event';
  /** What it may name beside its dates. */
  readonly takes: {
    /** Which directorate or side of the border it is about. */
    readonly side?: true;
    /** A zone, a region or `afghanistan`; without it everywhere the effect reaches. */
    readonly location?: true;
    /** Languages of outreach. */
    readonly languages?: true;
    /** Another armed group or camp, by name. */
    readonly group?: true;
    /** Whether the effects that a well-meant policy has besides its purpose are counted. */
    readonly second_order?: true;
    /** Whether it lasts (from, until) or happens on a day (on). */
    readonly lasts: boolean;
  };
  readonly stands: string;
  readonly changes: string;
  readonly parameters: readonly ParameterId[];
  /** What it does to one result, stated and tested. */
  readonly expected: { readonly target: string; readonly direction: Direction };
}

export const GROUPS = ['ttp', 'lashkar-e-jhangvi', 'etim', 'non-pashtun-opponents', 'other'] as const;
export type Group = (typeof GROUPS)[number];

/** Languages of outreach that the article lists; each is taken to reach the same share of recruits (assumption). */
export const LANGUAGES = [
  'arabic',
  'pashto',
  'dari',
  'urdu',
  'hindi',
  'malayalam',
  'bengali',
  'uzbek',
  'tajik',
  'russian',
  'farsi',
  'english',
] as const;
export type Language = (typeof LANGUAGES)[number];

// prettier-ignore
export const LEVERS = [
  { id: 'raid-precision', kind: 'lever', takes: { lasts: true },
    stands: 'Raids that make fewer mistakes.',
    changes: 'The share of raids that feed grievance falls.',
    parameters: ['effect-precision'], expected: { target: 'cells', direction: 'fewer' } },
  { id: 'capacity-building', kind: 'lever', takes: { lasts: true, second_order: true },
    stands: 'Limited counterterrorism support that lets raids act with more effect.',
    changes: 'The share of raids with an effect rises; counted with its second-order effects, the normal level of grievance in Afghanistan rises too.',
    parameters: ['effect-capacity', 'effect-capacity-grievance'], expected: { target: 'cells', direction: 'open' } },
  { id: 'leaders-first', kind: 'lever', takes: { lasts: true },
    stands: 'Weight on leaders rather than on networks.',
    changes: 'Raids remove senior figures more often and have an effect on cells less often.',
    parameters: ['effect-leaders', 'effect-focus-cost'], expected: { target: 'seniors_removed', direction: 'more' } },
  { id: 'networks-first', kind: 'lever', takes: { lasts: true },
    stands: 'Weight on networks rather than on leaders.',
    changes: 'Raids lead to further cells more often and remove senior figures less often.',
    parameters: ['effect-networks'], expected: { target: 'seniors_removed', direction: 'fewer' } },
  { id: 'competing-burdens', kind: 'lever', takes: { lasts: true, side: true },
    stands: 'Other burdens of government drain the priority given to ISK.',
    changes: 'The pressure of that directorate falls.',
    parameters: ['effect-burdens'], expected: { target: 'raids', direction: 'fewer' } },
  { id: 'border-control', kind: 'lever', takes: { lasts: true, side: true },
    stands: 'Control of the border between Afghanistan and KP from one side.',
    changes: 'More of the cells that cross from that side are stopped.',
    parameters: ['effect-border'], expected: { target: 'crossings', direction: 'fewer' } },
  { id: 'intelligence-sharing', kind: 'lever', takes: { lasts: true },
    stands: 'Directorates on both sides of the border share what they know.',
    changes: 'Raids on both sides find nobody less often.',
    parameters: ['effect-sharing'], expected: { target: 'seniors_removed', direction: 'more' } },
  { id: 'counter-messaging', kind: 'lever', takes: { lasts: true, languages: true },
    stands: 'Outreach answered by counter-messaging.',
    changes: 'The reach of outreach falls by the share of languages covered; each counts alike.',
    parameters: ['effect-messaging'], expected: { target: 'cells', direction: 'fewer' } },
  { id: 'platform-removal', kind: 'lever', takes: { lasts: true, languages: true },
    stands: 'Outreach removed by platforms.',
    changes: 'The reach of outreach falls by the share of languages covered; each counts alike.',
    parameters: ['effect-removal'], expected: { target: 'cells', direction: 'fewer' } },
  { id: 'grievance-relief', kind: 'lever', takes: { lasts: true, location: true },
    stands: 'Relief of the grievances that recruitment lives on.',
    changes: 'The level to which grievance returns falls.',
    parameters: ['effect-relief'], expected: { target: 'cells', direction: 'fewer' } },
  { id: 'prison-break', kind: 'event', takes: { lasts: false, location: true },
    stands: 'A prison break.',
    changes: 'Cells form of those who escaped: on average `size` times the Afghan cells of 2020-01-01.',
    parameters: [], expected: { target: 'cells', direction: 'more' } },
  { id: 'release', kind: 'event', takes: { lasts: false, location: true },
    stands: 'A release of prisoners.',
    changes: 'Cells form of those released: on average `size` times the Afghan cells of 2020-01-01.',
    parameters: [], expected: { target: 'cells', direction: 'more' } },
  { id: 'rivalry', kind: 'event', takes: { lasts: true, location: true, group: true },
    stands: 'Another armed group turns against ISK.',
    changes: 'Cells end more often other than by raids, alike whichever group it is; the group is named in the results.',
    parameters: ['effect-rivalry'], expected: { target: 'cells', direction: 'fewer' } },
  { id: 'support', kind: 'event', takes: { lasts: true, location: true, group: true },
    stands: 'Another armed group lets its people join ISK.',
    changes: 'More cells form from outside the existing ones, alike whichever group it is; the group is named in the results.',
    parameters: ['effect-support'], expected: { target: 'cells', direction: 'more' } },
  { id: 'economic-shock', kind: 'event', takes: { lasts: true, location: true },
    stands: 'An economic shock that makes recruitment easier.',
    changes: 'More cells form from outside the existing ones.',
    parameters: ['effect-economy'], expected: { target: 'cells', direction: 'more' } },
  { id: 'foreign-recruits', kind: 'event', takes: { lasts: true },
    stands: 'A surge of foreign recruits.',
    changes: 'Groups of foreign recruits join more often; they join after the takeover only.',
    parameters: ['effect-foreign'], expected: { target: 'fighters', direction: 'more' } },
] as const satisfies readonly LeverKind[];

export type LeverId = (typeof LEVERS)[number]['id'];

/** A lever or event of one scenario in numbers. It acts on days `from` ≤ day < `until`; an event that does not last acts on `from`. */
export interface Lever {
  readonly id: LeverId;
  readonly from: Day;
  /** `null`: to the end. */
  readonly until: Day | null;
  /** Strength of a lever or size of an event; 0 = no effect. */
  readonly strength: number;
  /** Regions it acts in; `null`: wherever its effect reaches. */
  readonly regions: readonly number[] | null;
  /** `null`: both sides. */
  readonly side: 'taliban' | 'pakistan' | null;
  /** Share of the audience of outreach that it covers. */
  readonly audience: number;
  readonly secondOrder: boolean;
}
