import { englishAttention } from './english-attention.ts';
import { englishBooking } from './english-booking.ts';
import { englishHandedOver } from './english-handed-over.ts';
import { englishHours } from './english-hours.ts';
import { englishLate } from './english-late.ts';
import { englishRules } from './english-rules.ts';
import { englishSeries } from './english-series.ts';
import { englishSession } from './english-session.ts';
import { englishSettings } from './english-settings.ts';
import { englishWaitlist } from './english-waitlist.ts';

const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;

/** The English catalogue: plain and short; what happened and what to do. */
export const english = {
  /** 24-hour times and day-before-month, as on the paper sheets the board replaces. */
  locale: 'en-GB',
  product: 'Holdfast',
  zoneTime: (city: string) => `${city} time`,
  close: 'Close',
  cancel: 'Cancel',
  save: 'Save',
  unsaved: 'You have not saved what you entered.',
  discard: 'Discard',
  undo: 'Undo',
  undone: (who: string) => `Undone: ${who}`,
  copied: 'Copied',
  minutes: (n: number) => `${n} min`,
  duration: (minutes: number) => {
    const hours = Math.floor(minutes / 60);
    const rest = minutes % 60;
    if (hours === 0) return `${rest} min`;
    return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
  },

  connection: {
    starting: 'Starting…',
    online: 'Online',
    synced: (time: string) => `synced ${time}`,
    neverSynced: 'not synced yet',
    offlineSince: (time: string | null) => (time === null ? 'Offline' : `Offline since ${time}`),
    waiting: (n: number) => `${n} waiting to send`,
    cannotBeSent: (n: number) => `${n} cannot be sent`,
    sending: (n: number) => `sending ${n}`,
    needsAttention: (n: number) => `Needs attention: ${n}`,
    explainOffline: 'Keep working. Everything you do is kept on this computer and sent when the connection is back.',
    explainOnline: 'Changes are on every other terminal within a second.',
    details: 'Connection',
    onThisDisk: (n: number, oldestMinutes: number) => `${n} waiting · oldest ${oldestMinutes} min · on this computer’s disk`,
    stuck: (n: number) => `${count(n, 'change', 'changes')} cannot be sent as ${n === 1 ? 'it is' : 'they are'}. Nothing is lost: export ${n === 1 ? 'it' : 'them'} and call support.`,
    notPersisted: 'This browser may clear its storage when the disk is full. Install Holdfast as an app, or allow storage for this site, to keep unsent changes safe.',
    exportOutbox: 'Export unsent changes',
  },

  shell: {
    location: 'Location',
    today: 'Today',
    previousDay: 'Previous day',
    nextDay: 'Next day',
    pickDay: 'Pick a day',
    previousMonth: 'Previous month',
    nextMonth: 'Next month',
    search: 'Phone, name or reference',
    searchShort: 'Search',
    walkIn: 'Walk-in',
    booking: 'Booking',
    block: 'Block',
    attention: (n: number) => (n === 1 ? '1 needs attention' : `${n} need attention`),
    nothingNeedsAttention: 'Nothing needs attention',
    actions: 'Actions',
    lock: 'Lock for the next person',
    theme: 'Theme',
    themes: { system: 'Like the system', light: 'Light', dark: 'Dark' },
    addTerminal: 'Add a terminal…',
    keys: 'Keyboard shortcuts',
    arrivals: 'Arrivals',
    here: 'Here now',
    nobodyExpected: 'Nobody else is expected today.',
    loadingArrivals: 'Loading today…',
    late: (minutes: number) => (minutes < 60 ? `${minutes} min late` : `${Math.floor(minutes / 60)} h ${minutes % 60} min late`),
    details: 'Details',
    nothingSelected: 'Pick a booking to see it here.',
    nothingSelectedHow: 'Click one on the board, or move with the arrow keys and press Enter.',
    closePanel: 'Close panel',
  },

  board: {
    label: (day: string) => `Day board, ${day}`,
    resources: 'Resources',
    zoomIn: 'Taller hours',
    zoomOut: 'Lower hours',
    now: 'Now',
    freeCell: (resource: string, time: string) => `${resource}, ${time}, free`,
    closedCell: (resource: string, time: string) => `${resource}, ${time}, closed`,
    newAt: (time: string) => `+ ${time}`,
    closedAllDay: 'Closed all day',
    closedWhy: (reason: string | null) => (reason === null ? 'Closed all day' : `Closed: ${reason}`),
    specialHours: (hours: string, reason: string | null) => `Open ${hours}${reason === null ? '' : `: ${reason}`}`,
    off: 'Off',
    offToday: (reason: string | null) => (reason === null ? 'Off today' : `Off: ${reason}`),
    offUntil: (time: string) => `Off until ${time}`,
    offSince: (time: string) => `Off since ${time}`,
    offCell: (resource: string, time: string) => `${resource}, ${time}, off`,
    nothingBooked: 'Nothing booked yet',
    nothingBookedHow: 'Click a free time, or press W for a walk-in.',
    loading: 'Loading this day…',
    notOnThisComputer: 'This day is not on this computer.',
    notOnThisComputerHow: 'It will load when the connection is back.',
    noResources: 'No rooms or people to book yet.',
    noResourcesHow: 'A manager adds them with the import or the command line.',
    held: 'Held',
    squeezedIn: 'Squeezed in',
    people: (n: number) => (n === 1 ? '1 person' : `${n} people`),
    placesLeft: (n: number) => (n === 0 ? 'full' : `${n} free`),
    squeezedInMany: (n: number) => `${n} squeezed in`,
    squeezedInOf: (n: number, of: number) => `${n} of ${of} squeezed in`,
    offeredTo: (who: string) => `Offered · ${who}`,
    blocked: 'Blocked',
    with: (names: string) => `+ ${names}`,
    resize: 'Drag to change the end',
    atRisk: 'May clash',
    places: (taken: number, of: number) => `${taken} of ${of}`,
    arrived: (n: number) => `${n} here`,
    waiting: (n: number) => `${n} waiting`,
    addPerson: 'Add a person',
    full: 'Full',
    previousResource: 'Previous column',
    nextResource: 'Next column',
    chooseResource: 'Column',
    setup: (minutes: number) => `${minutes} min before`,
    cleanup: (minutes: number) => `${minutes} min after`,
  },

  move: {
    title: (who: string) => `Move ${who}`,
    how: 'Arrows or a tap choose the place, Page Up and Page Down the day.',
    here: 'Move here',
    target: (time: string, resource: string) => `${time}, ${resource}`,
    blocked: (why: string) => `Not there: ${why}`,
    instead: (time: string) => `${time} instead`,
    anyway: 'Anyway…',
    anywayButton: 'Move anyway…',
    anywayTitle: 'Move anyway',
    anywayWhy: (to: string, why: string) => `To ${to}: ${why}.`,
    anywayAction: 'Move',
    onlyThisDate: 'Only this date moves, not its series.',
    moved: (who: string, from: string, to: string) => `Moved ${who} ${from} → ${to}`,
    reassigned: (who: string, time: string, to: string) => `Moved ${who} ${time} to ${to}`,
    resized: (who: string, end: string) => `${who} now ends ${end}`,
    started: (who: string) => `Moving ${who}. Arrows choose the place, Page Up and Page Down the day, Enter moves, Escape leaves it.`,
    aborted: 'Left where it was',
    notMovable: 'Only bookings that have not started can be moved.',
    sameDisk: 'This change could not be kept on this computer’s disk, so nothing was changed. Free some space and try again.',
    why: {
      taken: (resource: string, from: string, until: string) => `${resource} is taken ${from}–${until}`,
      closed: 'the location is closed then',
      full: (resource: string) => `${resource} is full then`,
      placesLeft: (resource: string, left: number) => `${resource} has only ${left} left then`,
      away: (resource: string) => `${resource} is off then`,
      gap: (minutes: string) => `it would leave ${minutes} that nobody can book`,
      unsuitable: (resource: string) => `${resource} cannot be used for this`,
      otherResource: (resource: string, from: string, until: string) => `${resource} is also needed and taken ${from}–${until}`,
      tooShort: 'it would have no time left',
    },
  },

  keys: {
    title: 'Keyboard shortcuts',
    enabled: 'Single-key shortcuts',
    enabledHow: 'Switch off if they get in the way of other tools.',
    groups: [
      { title: 'Make', keys: [['W', 'Walk-in'], ['C', 'Booking'], ['B', 'Block time'], ['R', 'Running late'], ['Enter', 'Open, or book the free time']] },
      { title: 'Go', keys: [['T', 'Today'], ['← →', 'Day before, day after'], ['Arrows', 'Move on the board'], ['/', 'Search'], ['N', 'Needs attention'], ['L', 'Waitlist'], ['H', 'Handed over'], ['+ −', 'Taller, lower hours']] },
      { title: 'With a booking', keys: [['I', 'Arrived, start, done'], ['X', 'No-show'], ['M', 'Move'], ['PgUp PgDn', 'While moving: day before, day after'], ['Ctrl Z', 'Undo the last step']] },
      { title: 'Everywhere', keys: [['1 2 3', 'Take an alternative'], ['L', 'Add to waitlist instead'], ['Esc', 'Close'], ['?', 'This list']] },
    ] as readonly { title: string; keys: readonly (readonly [string, string])[] }[],
  },

  search: {
    title: 'Search',
    placeholder: 'Phone digits, name or reference',
    how: 'Part of a phone number, a name or a reference.',
    nothing: (query: string) => `Nothing for “${query}”.`,
    nothingHow: 'Try fewer digits or only part of the name.',
    next: (when: string) => `next ${when}`,
    last: (when: string) => `last ${when}`,
    noVisits: 'no visits yet',
    noShows: (n: number) => count(n, 'no-show', 'no-shows'),
    results: (n: number) => count(n, 'result', 'results'),
  },

  update: {
    ready: 'A new version is ready',
    reload: 'Reload now',
    afterSending: 'It will be offered when everything is sent.',
  },

  failure: {
    title: 'This screen stopped working',
    text: 'Nothing you entered is lost: it is on this computer’s disk. Open the board again; if it happens once more, export the unsent changes and call support.',
    goOn: 'Open the board again',
    closedTitle: 'This browser keeps its storage shut',
    closedText: 'Holdfast could not open the place on this computer where it keeps what you do, so it takes nothing rather than lose it. Close other windows of Holdfast, leave private browsing, or free some disk space. Then try again.',
    tryAgain: 'Try again',
  },

  ...englishSeries,
  ...englishSettings,
  ...englishHours,
  ...englishRules,
  ...englishSession,
  ...englishBooking,
  ...englishAttention,
  ...englishWaitlist,
  ...englishLate,
  ...englishHandedOver,
};

export type Words = typeof english;
