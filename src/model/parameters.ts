/**
 * THE parameter table: the only place where a parameter is defined. A row has a name, a unit, a default, bounds,
 * a status, a source, a sentence, and a prior for each of the five explanations; no cell is empty. Rows are
 * generated into `docs/parameters.md`.
 */
import type { Explanation } from './explanations.js';
import { beta, fixed, logNormalPrior, logUniform, type Prior, uniform, withMasses } from './priors.js';

/** `calibrated`: inferred from the article. `assumed`: a guess that the sensitivity analysis varies. `fixed`: set by a source. */
export type Status = 'calibrated' | 'fixed' | 'assumed';

/** A row of the parameter table: meaning, unit, bounds, and a prior under each explanation. */
export interface Parameter {
  readonly id: string;
  readonly unit: string;
  readonly default: number;
  readonly bounds: readonly [low: number, high: number];
  readonly status: Status;
  readonly source: string;
  readonly sentence: string;
  readonly prior: Readonly<Record<Explanation, Prior>>;
}

const ASSUMPTION = 'assumption';
const ARTICLE = 'CTC Sentinel, August 2023';

const everywhere = (prior: Prior): Record<Explanation, Prior> => ({
  degradation: prior,
  slowdown: prior,
  displacement: prior,
  fade: prior,
  mixed: prior,
});
/** One prior under the explanations named, another under the rest. */
const only = (named: Partial<Record<Explanation, Prior>>, otherwise: Prior): Record<Explanation, Prior> => ({
  ...everywhere(otherwise),
  ...named,
});

type Row = readonly [
  id: string,
  unit: string,
  standard: number,
  bounds: readonly [number, number],
  status: Status,
  prior: Prior | Record<Explanation, Prior>,
  source: string,
  sentence: string,
];

// One row a line, so that the table can be read as a table.
// prettier-ignore
const rows = [
  // Stock and tempo
  ['cells-afghanistan', 'cells', 30, [1, 400], 'calibrated', logUniform(10, 80), ASSUMPTION, 'Cells in Afghanistan on 2020-01-01.'],
  ['cells-kp', 'cells', 8, [0, 100], 'calibrated', logUniform(2, 25), ASSUMPTION, 'Cells in KP on 2020-01-01.'],
  ['initial-share-nangarhar', '1', 0.4, [0, 1], 'assumed', uniform(0.25, 0.55), `${ARTICLE}: strongholds until 2022; shares are assumed`, 'Share of the first Afghan cells, and of later recruits by origin, in Nangarhar.'],
  ['initial-share-kabul', '1', 0.4, [0, 1], 'assumed', uniform(0.25, 0.55), `${ARTICLE}: strongholds until 2022; shares are assumed`, 'The same in Kabul and the provinces that border it.'],
  ['fighters-per-cell', 'persons', 20, [2, 100], 'fixed', fixed(20), 'UN range of 1,000–6,000 fighters; cells of 10–30', 'Fighters of a new cell.'],
  ['tempo', 'attacks per active cell and month', 0.25, [0, 10], 'calibrated', logUniform(0.08, 0.6), ASSUMPTION, 'Attacks, claimed or not, of an unrestrained cell of standard size and skill in 2020.'],
  ['tempo-kp', '1', 0.7, [0, 10], 'calibrated', logUniform(0.1, 2), ASSUMPTION, 'Tempo in KP relative to Afghanistan.'],
  ['campaign-shape', '1', 8, [0.1, 50], 'calibrated', logUniform(3, 30), ASSUMPTION, 'Shape of the monthly campaign factor of a zone (gamma, mean 1); smaller is burstier.'],
  ['resurgence', '1', 2, [0.2, 10], 'calibrated', logUniform(1, 8), `${ARTICLE}: rebuilding in 2020, a new emir in May 2020`, 'Factor on tempo in Afghanistan that the resurgence before the takeover reaches.'],
  ['resurgence-start', 'days since 2020-01-01', 270, [0, 590], 'calibrated', uniform(152, 455), 'assumption: after the emir of May 2020 took over, before spring 2021', 'First day of the resurgence.'],
  ['resurgence-length', 'months', 6, [0.1, 36], 'assumed', uniform(1, 12), ASSUMPTION, 'Months until it is complete.'],
  // Takeover
  ['releases', 'share of the first stock', 0.3, [0, 3], 'calibrated', uniform(0, 0.8), ASSUMPTION, 'Cells formed of prisoners freed at the takeover, as a share of the cells of 2020-01-01.'],
  ['opening', '1', 0.7, [0, 5], 'calibrated', uniform(0, 1.5), ASSUMPTION, 'Rise of tempo by the vacuum at the takeover (0.7 = 70 % more).'],
  ['opening-decay', 'months', 8, [0.5, 60], 'calibrated', uniform(3, 18), ASSUMPTION, 'Time constant with which the opening closes.'],
  ['opening-lead', 'months', 4, [0, 12], 'assumed', uniform(0, 8), ASSUMPTION, 'Months before the takeover in which the opening widens.'],
  ['nangarhar-campaign', '1', 1.5, [0, 20], 'calibrated', uniform(0, 5), `${ARTICLE}: the campaign after August 2021 first focused on Nangarhar`, 'Further rise of tempo in Nangarhar at the takeover.'],
  ['nangarhar-campaign-decay', 'months', 4, [0.5, 24], 'assumed', uniform(2, 8), ASSUMPTION, 'Time constant of that rise.'],
  ['nangarhar-focus', '1', 0.3, [0, 1], 'calibrated', uniform(0, 0.8), `${ARTICLE}: the campaign after August 2021 first focused on Nangarhar`, 'Share of tempo elsewhere in Afghanistan that this campaign gives up at the takeover.'],
  ['kabul-emphasis', '1', 1.2, [0, 10], 'calibrated', logUniform(0.4, 3), ASSUMPTION, 'Weight of Kabul in tempo, recruits and relocation.'],
  ['north-emphasis', '1', 2, [0, 20], 'calibrated', logUniform(0.5, 12), `${ARTICLE}: expansion to the north from 2022`, 'Weight of the north reached in July 2022; 1 until December 2021.'],
  ['kp-emphasis', '1', 1.5, [0, 20], 'calibrated', logUniform(0.5, 6), `${ARTICLE}: expansion to KP from 2022`, 'Weight of KP in tempo reached in July 2022; 1 until December 2021.'],
  ['kp-emphasis-decay', 'months', 12, [0.5, 120], 'calibrated', uniform(2, 24), `${ARTICLE}, F03 and F04: KP halved in 2023 under no visible cause of its own`, 'Time constant with which the emphasis on KP returns to 1 after July 2022.'],
  ['merger', 'share of the first KP stock', 0.5, [0, 10], 'calibrated', uniform(0, 2.5), `${ARTICLE}, note c`, 'Cells added in KP by the merger of 16 July 2021.'],
  // Pressure
  ['pressure-2020', 'pressure', 0.6, [0, 5], 'calibrated', uniform(0.1, 1.2), 'unobserved', 'Pressure in 2020 (1 = raid tempo of January–June 2023).'],
  ['pressure-before-takeover', 'pressure', 0.3, [0, 5], 'calibrated', uniform(0.05, 1), 'unobserved', 'Pressure from January 2021 to the takeover.'],
  ['pressure-first-year', 'pressure', 0.2, [0, 5], 'calibrated', uniform(0, 0.6), 'unobserved', 'Pressure from the takeover to the onset of sustained operations.'],
  ['pressure-onset', 'days since 2020-01-01', 1020, [912, 1155], 'calibrated', uniform(912, 1155), 'first reported arrests July 2022; article: September 2022, February 2023', 'First day of sustained operations, 2022-07-01 to 2023-03-01.'],
  ['pressure-autumn-2022', 'pressure', 0.9, [0, 5], 'calibrated', uniform(0, 1.8), 'unobserved', 'Pressure from the onset to December 2022; then `pressure-first-half-2023`.'],
  ['pressure-first-half-2023', 'pressure', 1, [0, 5], 'fixed', fixed(1), 'definition of the unit', 'Pressure from January 2023, or the onset if later: 1 by definition; the forecast test alone draws it.'],
  ['pressure-kp', 'pressure', 1, [0, 5], 'assumed', uniform(0.5, 2), ASSUMPTION, 'Pressure in KP throughout, relative to its capacity.'],
  // Raids
  ['raids', 'raids per month at pressure 1', 6.2, [0, 60], 'calibrated', uniform(4.5, 10), `${ARTICLE}, F23: about 35 reported in six months`, 'Raids in Afghanistan at pressure 1.'],
  ['raids-reported', '1', 0.95, [0, 1], 'assumed', uniform(0.9, 1), ASSUMPTION, 'Share of raids that are reported.'],
  ['raids-kp', 'raids per month at pressure 1', 1.5, [0, 60], 'assumed', uniform(0.5, 4), ASSUMPTION, 'Raids in KP at pressure 1.'],
  ['concealment', 'cells per province', 1, [0, 50], 'assumed', uniform(0.2, 3), ASSUMPTION, 'Number of cells in a province at which half of the raids find one.'],
  ['raid-effect', '1', 0.55, [0, 1], 'calibrated', uniform(0.3, 0.8), 'no source', 'Share of raids that, having found a cell, disrupt or destroy it.'],
  ['raid-destroys', '1', 0.4, [0, 1], 'calibrated', { degradation: uniform(0.3, 1), slowdown: uniform(0, 0.05), displacement: uniform(0, 0.2), fade: uniform(0, 0.05), mixed: uniform(0, 1) }, 'no source', 'Share of those that destroy it.'],
  ['raid-senior', '1', 0.2, [0, 1], 'assumed', beta(2, 8), 'weak; F25 is a check', 'Probability that a raid on a cell removes a senior figure.'],
  ['raid-commander', '1', 0.3, [0, 1], 'assumed', uniform(0, 0.6), ASSUMPTION, 'Probability that a raid that destroys a cell removes its commander, if he is not a senior one.'],
  ['raid-lead', '1', 0.25, [0, 1], 'assumed', uniform(0, 0.5), ASSUMPTION, 'Probability that a raid on a cell exposes another one in the province.'],
  ['disruption', 'months', 2.5, [0.1, 24], 'assumed', uniform(1, 5), ASSUMPTION, 'Mean time that a disrupted cell is dormant.'],
  ['disruption-losses', '1', 0.2, [0, 0.95], 'assumed', uniform(0.05, 0.5), ASSUMPTION, 'Share of its fighters that a disrupted cell loses.'],
  ['dormant-visibility', '1', 0.3, [0, 1], 'assumed', uniform(0.1, 1), ASSUMPTION, 'Weight of a dormant cell in raids, relative to an active one.'],
  ['exposure', '1', 3, [1, 50], 'assumed', uniform(1, 6), ASSUMPTION, 'Weight of an exposed cell in raids, relative to a hidden one.'],
  ['exposure-days', 'days', 45, [1, 365], 'assumed', uniform(15, 90), ASSUMPTION, 'How long a cell stays exposed after an attack or a lead.'],
  ['heavy-handed', '1', 0.3, [0, 1], 'assumed', uniform(0, 0.6), 'LaFree et al. 2009: backlash in three of six', 'Share of raids that feed grievance.'],
  ['grievance-per-raid', '1', 0.05, [0, 1], 'assumed', uniform(0, 0.15), ASSUMPTION, 'Rise of grievance in a province by such a raid (1 = its normal level).'],
  ['grievance-decay', 'months', 12, [0.5, 120], 'assumed', uniform(6, 24), ASSUMPTION, 'Time constant with which grievance returns to normal.'],
  // Intelligence
  ['intelligence-attack', '1', 1, [0, 20], 'assumed', uniform(0.5, 2), ASSUMPTION, 'Intelligence that an attack adds in its province.'],
  ['intelligence-exposure', 'per cell and month', 0.5, [0, 20], 'assumed', uniform(0, 1), ASSUMPTION, 'Intelligence that an exposed cell adds.'],
  ['intelligence-capture', '1', 2, [0, 20], 'assumed', uniform(0.5, 4), ASSUMPTION, 'Intelligence that a successful raid adds.'],
  ['intelligence-decay', 'months', 4, [0.2, 60], 'assumed', uniform(2, 9), ASSUMPTION, 'Time constant with which intelligence ages.'],
  ['intelligence-floor', '1', 0.15, [0.001, 20], 'assumed', uniform(0.05, 0.5), ASSUMPTION, 'Intelligence that every province has anyway.'],
  // Recruitment
  ['inflow', 'cells per month', 4, [0, 400], 'calibrated', uniform(0, 15), 'UN estimates imply about +150 fighters a month net in 2021–22', 'Cells formed from outside the existing ones, at normal reach.'],
  ['inflow-shock', '1', 0.4, [0, 1], 'calibrated', withMasses(uniform(0, 1), [0, 0.15], [1, 0.15]), ASSUMPTION, 'Share of the inflow that is takeover shock: absent before, decaying after.'],
  ['inflow-shock-decay', 'months', 8, [0.5, 60], 'calibrated', uniform(3, 24), ASSUMPTION, 'Time constant of that shock.'],
  ['inflow-kp', '1', 0.2, [0, 1], 'assumed', uniform(0.05, 0.4), `${ARTICLE}: diaspora and seminaries in KP`, 'Share of the inflow that forms in KP.'],
  ['recruitment-spread', '1', 0.4, [0, 1], 'assumed', uniform(0.1, 0.8), ASSUMPTION, 'Share of Afghan recruits that follow population and not the old strongholds.'],
  ['support-north', '1', 1, [0, 10], 'assumed', uniform(0.5, 2), `${ARTICLE}: non-Pashtun opponents in the north`, 'Support in the north relative to elsewhere.'],
  ['growth', 'per cell and month', 0.05, [0, 2], 'calibrated', uniform(0, 0.1), ASSUMPTION, 'Rate at which a cell founds another.'],
  ['crowding', 'cells', 400, [10, 4000], 'assumed', uniform(150, 800), ASSUMPTION, 'Number of cells in Afghanistan at which growth stops there.'],
  ['crowding-kp', 'cells', 50, [1, 4000], 'assumed', uniform(20, 120), ASSUMPTION, 'The same in KP.'],
  ['attrition-afghanistan', 'per cell and month', 0.06, [0, 3], 'calibrated', uniform(0.01, 0.1), ASSUMPTION, 'Loss of cells other than by raids in Afghanistan.'],
  ['attrition-kp', 'per cell and month', 0.06, [0, 3], 'calibrated', uniform(0.01, 0.1), ASSUMPTION, 'The same in KP.'],
  // Media and nexus
  ['media-growth', '1', 0.5, [0, 5], 'assumed', uniform(0, 1), `${ARTICLE}: output and languages grew after the takeover`, 'Rise of reach within a year of the takeover.'],
  ['counter-messaging', '1', 0.1, [0, 1], 'assumed', uniform(0, 0.3), `${ARTICLE}: al-Mersaad since January 2023; effect unknown`, 'Share of reach that counter-messaging takes away from January 2023.'],
  ['platform-removal', '1', 0.1, [0, 1], 'assumed', uniform(0, 0.3), ASSUMPTION, 'Share of reach that removals by platforms take away.'],
  ['foreign-recruits', 'groups per month', 0.6, [0, 50], 'assumed', uniform(0.1, 2), ASSUMPTION, 'Groups of foreign recruits that join after the takeover, at normal reach.'],
  ['foreign-group', 'persons', 4, [1, 50], 'assumed', uniform(2, 8), ASSUMPTION, 'Size of such a group.'],
  ['foreign-skill', '1', 0.1, [0, 2], 'assumed', uniform(0, 0.3), ASSUMPTION, 'Skill that it adds to its cell.'],
  ['camp-growth', 'per month', 0.03, [0, 2], 'assumed', uniform(0, 0.08), ASSUMPTION, 'Growth of camps without pressure; none at pressure 1.'],
  ['camp-decay', 'per month', 0.05, [0, 2], 'assumed', uniform(0.02, 0.15), ASSUMPTION, 'Decay of camps.'],
  ['camp-skill', '1', 0.3, [0, 5], 'assumed', uniform(0, 0.8), ASSUMPTION, 'Rise of every skill per unit of camps.'],
  ['plots', 'plots per month', 0.4, [0, 50], 'assumed', uniform(0.2, 0.9), `${ARTICLE}, F29: 15 known by February 2023, which is 0.4 a month since 2020, 0.8 since the takeover`, 'External plots without camps.'],
  ['plots-camps', '1', 1, [0, 20], 'assumed', uniform(0, 3), ASSUMPTION, 'Rise of the rate of plots per unit of camps.'],
  // Movement
  ['relocation', 'per cell and month', 0.03, [0, 5], 'assumed', uniform(0, 0.08), ASSUMPTION, 'Relocation without any threat.'],
  ['relocation-threat', 'per cell, month and pressure', 0.05, [0, 5], 'calibrated', only({ displacement: uniform(0.1, 1), mixed: uniform(0, 1) }, uniform(0, 0.15)), ASSUMPTION, 'Relocation driven by pressure in the province.'],
  ['crossing', '1', 0, [0, 1], 'calibrated', only({ displacement: uniform(0.05, 1), mixed: withMasses(uniform(0, 1), [0, 0.3]) }, fixed(0)), ASSUMPTION, 'Share of threat-driven relocation that heads for KP.'],
  ['border-control', '1', 0.1, [0, 1], 'assumed', uniform(0, 0.3), ASSUMPTION, 'Share of crossings of cells that is stopped.'],
  ['return', 'per cell and month', 0.1, [0, 5], 'assumed', uniform(0.02, 0.3), ASSUMPTION, 'Return of Afghan cells from KP without pressure in Afghanistan; none at pressure 1.'],
  ['hub-attraction', '1', 0.5, [0, 20], 'assumed', uniform(0, 1), ASSUMPTION, 'Pull of each hub (Kabul, Nangarhar, Kunduz) relative to all neighbours together.'],
  // Leadership and command
  ['restraint', '1', 0, [0, 1], 'calibrated', only({ slowdown: uniform(0.3, 1), mixed: uniform(0, 1) }, fixed(0)), `${ARTICLE}: intentional slowdown`, 'Largest share of attacks that the leadership holds back.'],
  ['restraint-autonomy', '1', 0, [0, 1], 'calibrated', only({ slowdown: withMasses(uniform(0, 1), [0, 0.25], [1, 0.25]), mixed: withMasses(uniform(0, 1), [0, 0.25], [1, 0.25]) }, fixed(0)), ASSUMPTION, 'Share of restraint that is of its own accord and not an answer to pressure.'],
  ['restraint-lag', 'months', 3, [0.1, 24], 'calibrated', uniform(1, 6), ASSUMPTION, 'Lag of restraint.'],
  ['pivot', 'days since 2020-01-01', 990, [790, 1155], 'calibrated', uniform(790, 1155), `${ARTICLE}: intentional pivot; date unknown`, 'Day of the pivot of its own accord, 2022-03-01 to 2023-03-01.'],
  ['loss-memory', '1', 0.5, [0, 10], 'assumed', uniform(0, 2), ASSUMPTION, 'Weight of recent losses (share of cells a month) beside pressure in restraint.'],
  ['loss-memory-decay', 'months', 3, [0.2, 36], 'assumed', uniform(1, 9), ASSUMPTION, 'Time constant with which losses are forgotten.'],
  ['restraint-kp', '1', 0.5, [0, 1], 'assumed', uniform(0, 1), ASSUMPTION, 'Restraint in KP relative to Afghanistan.'],
  ['high-impact-base', 'logit', -2.2, [-10, 10], 'assumed', uniform(-3, -1.5), ASSUMPTION, 'Log-odds of a high-impact attack without restraint or losses (b0).'],
  ['high-impact-restraint', 'logit', 2, [-10, 10], 'calibrated', uniform(0, 8), ASSUMPTION, 'Rise of the log-odds by full restraint (b1; one prior everywhere).'],
  ['high-impact-losses', 'logit', 2, [-10, 10], 'calibrated', uniform(0, 8), ASSUMPTION, 'Rise of the log-odds by the loss of all capacity (b2; one prior everywhere).'],
  ['command-loss', '1', 0.2, [0, 1], 'assumed', uniform(0, 0.5), 'Price 2012: small for a group this old', 'Coordination that a cell loses while its commander is vacant.'],
  ['replacement', 'months', 1.5, [0.05, 24], 'assumed', logNormalPrior(1.5, 0.1, 0.5, 4), 'succession of emirs 2016–2020', 'Median time to replace a commander.'],
  ['replacement-spread', 'sd of log', 0.6, [0, 3], 'fixed', fixed(0.6), '90 % within 0.5–4 months', 'Spread of that time.'],
  // Fade
  ['fade-rate', 'per month', 0, [0, 1], 'calibrated', only({ fade: uniform(0, 0.25), mixed: withMasses(uniform(0, 0.25), [0, 0.3]) }, fixed(0)), ASSUMPTION, 'Monthly decline of tempo or claiming in Afghanistan after the takeover.'],
  ['fade-claiming', '1', 0, [0, 1], 'assumed', only({ fade: uniform(0, 1), mixed: uniform(0, 1) }, fixed(0)), 'a claimed fall can be a media effect', 'Share of the decline that is in claiming, not in tempo.'],
  ['fade-floor', '1', 0.03, [0, 1], 'assumed', uniform(0.01, 0.2), ASSUMPTION, 'Level, relative to the takeover, below which the decline does not go.'],
  // Attacks
  ['claim-probability', '1', 0.75, [0, 1], 'fixed', fixed(0.75), 'no target identifies it; sources differ by up to 1.2 a year', 'Probability that an attack is claimed.'],
  ['cross-border', '1', 0.08, [0, 1], 'calibrated', uniform(0, 0.3), `${ARTICLE}: attacks in KP, Tajikistan, Uzbekistan and Iran from Afghan soil`, 'Share of attacks launched in a border province that land across the border.'],
  ['kind-infrastructure', '1', 0.12, [0, 0.2], 'assumed', uniform(0.05, 0.2), `${ARTICLE}, Table 1 names the kinds; shares are assumed`, 'Share of attacks on economic targets and infrastructure, of those that stay inside.'],
  ['kind-humanitarian', '1', 0.04, [0, 0.2], 'assumed', uniform(0.01, 0.08), ASSUMPTION, 'The same against humanitarian workers.'],
  ['kind-assassination-low', '1', 0.1, [0, 0.3], 'assumed', uniform(0.05, 0.2), ASSUMPTION, 'Share of assassinations among ordinary attacks.'],
  ['kind-assassination-high', '1', 0.25, [0, 0.3], 'assumed', uniform(0.1, 0.3), ASSUMPTION, 'The same among high-impact attacks.'],
  ['kind-sectarian-low', '1', 0.05, [0, 0.3], 'assumed', uniform(0.02, 0.1), ASSUMPTION, 'Share of sectarian mass-casualty attacks among ordinary ones.'],
  ['kind-sectarian-high', '1', 0.3, [0, 0.3], 'assumed', uniform(0.15, 0.3), ASSUMPTION, 'The same among high-impact attacks.'],
  ['suicide-low', '1', 0.03, [0, 1], 'assumed', uniform(0.01, 0.08), ASSUMPTION, 'Share of suicide attacks among ordinary ones.'],
  ['suicide-high', '1', 0.7, [0, 1], 'assumed', uniform(0.4, 0.9), ASSUMPTION, 'Share of suicide attacks among high-impact ones.'],
  ['foreign-low', '1', 0.02, [0, 1], 'assumed', uniform(0, 0.05), ASSUMPTION, 'Share of ordinary attacks on foreign interests.'],
  ['foreign-high', '1', 0.15, [0, 1], 'assumed', uniform(0.05, 0.3), ASSUMPTION, 'Share of high-impact attacks on foreign interests.'],
  ['killed-exponent', '1', 2.4, [2.05, 4], 'assumed', uniform(2.05, 2.5), 'Clauset et al. 2007; Bohorquez et al. 2009', 'Exponent of the tail of killed per attack.'],
  ['killed-mean', 'persons', 3, [0, 50], 'assumed', uniform(2, 5), 'Clauset et al. 2007', 'Mean killed of an ordinary attack before rounding down.'],
  ['suicide-lethality', '1', 3, [0, 50], 'assumed', uniform(1, 5), ASSUMPTION, 'Factor on that mean for a suicide attack.'],
  // Effects of levers and events, at strength or size 1
  ['effect-precision', '1', 0.5, [0, 1], 'assumed', uniform(0.1, 0.9), ASSUMPTION, 'Share of heavy-handed raids that precision avoids.'],
  ['effect-capacity', '1', 0.25, [0, 2], 'assumed', uniform(0, 0.5), ASSUMPTION, 'Relative rise of the share of raids with an effect by capacity-building.'],
  ['effect-capacity-grievance', '1', 0.2, [0, 2], 'assumed', uniform(0, 0.5), `${ARTICLE}: second-order effects must be weighed; size assumed`, 'Rise of the normal level of grievance in Afghanistan by capacity-building, where its second-order effects are counted.'],
  ['effect-leaders', '1', 1, [0, 4], 'assumed', uniform(0, 2), ASSUMPTION, 'Relative rise of the chance that a raid removes a senior figure when leaders come first.'],
  ['effect-focus-cost', '1', 0.3, [0, 1], 'assumed', uniform(0, 0.6), ASSUMPTION, 'Relative fall of the share of raids with an effect on cells when leaders come first.'],
  ['effect-networks', '1', 0.8, [0, 4], 'assumed', uniform(0, 1.5), ASSUMPTION, 'Relative rise of leads, and share of removals of senior figures given up, when networks come first (the latter at most 1).'],
  ['effect-burdens', '1', 0.5, [0, 1], 'assumed', uniform(0.2, 0.8), ASSUMPTION, 'Share of pressure that competing burdens drain.'],
  ['effect-border', '1', 0.5, [0, 1], 'assumed', uniform(0.2, 0.9), ASSUMPTION, 'Share of crossings from its side that border control stops.'],
  ['effect-sharing', '1', 0.3, [0, 1], 'assumed', uniform(0, 0.6), ASSUMPTION, 'Share of concealment that shared intelligence takes away.'],
  ['effect-messaging', '1', 0.3, [0, 1], 'assumed', uniform(0, 0.6), ASSUMPTION, 'Share of reach that further counter-messaging takes away in the languages covered.'],
  ['effect-removal', '1', 0.3, [0, 1], 'assumed', uniform(0, 0.6), ASSUMPTION, 'Share of reach that further removals take away in the languages covered.'],
  ['effect-relief', '1', 0.3, [0, 1], 'assumed', uniform(0, 0.6), ASSUMPTION, 'Share of the normal level of grievance that relief takes away.'],
  ['effect-rivalry', '1', 1, [0, 10], 'assumed', uniform(0.2, 2), ASSUMPTION, 'Relative rise of attrition where another group turns against ISK.'],
  ['effect-support', '1', 0.5, [0, 10], 'assumed', uniform(0, 1), ASSUMPTION, 'Relative rise of inflow where another group supports ISK.'],
  ['effect-economy', '1', 0.5, [0, 10], 'assumed', uniform(0, 1), ASSUMPTION, 'Relative rise of inflow by an economic shock.'],
  ['effect-foreign', '1', 3, [0, 20], 'assumed', uniform(1, 5), ASSUMPTION, 'Relative rise of foreign recruits in a surge.'],
] as const satisfies readonly Row[];

/** The name of a parameter. */
export type ParameterId = (typeof rows)[number][0];

/** Every parameter, in the order of the table. */
export const PARAMETERS: readonly Parameter[] = rows.map(
  ([id, unit, standard, bounds, status, prior, source, sentence]) => ({
    id,
    unit,
    default: standard,
    bounds,
    status,
    source,
    sentence,
    prior: 'kind' in prior ? everywhere(prior) : prior,
  }),
);

/** One value per parameter. */
export type ParameterValues = Readonly<Record<ParameterId, number>>;

/** Values from a partial list; the rest at the table's defaults. @throws RangeError for an unknown name or a value out of bounds. */
export function parameterValues(given: Readonly<Record<string, number>>): ParameterValues {
  const values: Record<string, number> = {};
  for (const { id, default: standard } of PARAMETERS) values[id] = standard;
  for (const [id, value] of Object.entries(given)) {
    const row = PARAMETERS.find((parameter) => parameter.id === id);
    if (!row) throw new RangeError(`unknown parameter "${id}"`);
    const [low, high] = row.bounds;
    if (!(value >= low && value <= high))
      throw new RangeError(`parameter "${id}" is ${value}, outside ${low}–${high} ${row.unit}`);
    values[id] = value;
  }
  // Read whole, the object keeps the engine's fast layout; built key by key it becomes a hash table, 1.5 times slower.
  return JSON.parse(JSON.stringify(values)) as ParameterValues;
}
