/** How much is asked of a demand. */
export interface Asked {
  readonly at: 'most' | 'least'
  readonly threshold: number
  readonly unit: string
  /** The demand that shows for this one as well that its measurement notices a broken server: it is the same one. */
  readonly sabotagedAs?: string
}

const most = (threshold: number, unit: string): Asked => ({ at: 'most', threshold, unit })
const least = (threshold: number, unit: string): Asked => ({ at: 'least', threshold, unit })

const none = (unit: string): Asked => most(0, unit)
const noCase = none('cases')
const memory = most(64, 'MB')
const beside = most(3, '×')
const besideToo: Asked = { ...beside, sabotagedAs: 'flood-frames-bystander' }
/** Of a heartbeat of 1 s and 1 s: interval and timeout, and half a second for clocks that tick in whole ones. */
const found = most(2_500, 'ms')
const gone = most(11_000, 'ms')
const letIn = most(200, 'ms')

/**
 * What has to be shown, by the id of each demand. The suites have the same numbers beside their measurements; these are
 * here once more, so that neither a measurement nor a threshold changes unseen.
 */
export const asked: Readonly<Record<string, Readonly<Record<string, Asked>>>> = {
  'Who may connect': {
    'rules-origins': noCase,
    'rules-hosts': noCase,
    'rules-addresses': noCase,
    'rules-tokens': noCase,
    'rules-expiry': noCase,
    'rules-disconnect': noCase,
    'strings-origins': least(200, 'strings'),
    'strings-addresses': least(150, 'strings'),
  },
  Bounds: {
    'rules-counts': noCase,
    'rules-payload': noCase,
    'rules-rate': noCase,
    'rules-pending': noCase,
    'rules-topics': noCase,
    'rules-slow-readers': noCase,
    'rules-unsent': noCase,
  },
  'A reader that stops': {
    'stopped-send': most(20, 'MB'),
    'stopped-send-told': least(90, '%'),
    'stopped-send-bystander': besideToo,
    'stopped-publish': most(20, 'MB'),
    'stopped-publish-told': least(90, '%'),
    'stopped-publish-bystander': besideToo,
  },
  'Attacks on memory, with 50 connections each': {
    'slow-readers': memory,
    'slow-readers-bystander': besideToo,
    'slow-handlers': memory,
    'slow-handlers-bystander': besideToo,
    pings: memory,
    'pings-bystander': besideToo,
    'large-messages': memory,
    'large-messages-bystander': besideToo,
    'too-large-messages': memory,
    'too-large-messages-bystander': besideToo,
    fragments: memory,
    'fragments-bystander': besideToo,
    'early-data': memory,
    'early-data-bystander': besideToo,
  },
  'Floods on one connection': {
    // A flood that is handled as it comes costs nothing to keep, however the server is broken.
    'flood-frames': { ...memory, sabotagedAs: 'slow-handlers' },
    'flood-frames-bystander': beside,
    'flood-pings': { ...memory, sabotagedAs: 'pings' },
    'flood-pings-bystander': beside,
    'flood-fragments': memory,
    'flood-fragments-bystander': besideToo,
  },
  'Those who hang and those who are silent': {
    'hanging-factories': gone,
    'silent-connections': gone,
    'newcomer-beside-them': letIn,
    'hanging-of-one-address': most(100, 'handshakes'),
    'newcomer-of-another-address': letIn,
  },
  'Peers that are gone': {
    'mute-peers': found,
    'black-hole': found,
    'half-open-peers': found,
    'half-open-left': most(5, 'descriptors'),
  },
  'A network that does what it likes': {
    'byte-by-byte': none('conversations'),
    delayed: none('conversations'),
    'cut-anywhere': none('connections'),
    'cut-anywhere-left': none('descriptors'),
  },
  'What kills other servers': {
    'alive-other-upgrades': none('times'),
    'alive-reset-handshakes': none('times'),
    'alive-rejections': none('times'),
  },
  'Ending well': {
    'drain-code': none('connections'),
    'drain-lost': none('messages'),
    'drain-spread': most(20, '%'),
    'drain-refused': none('handshakes'),
    'drain-exit': most(8_000, 'ms'),
    'second-signal': most(1_000, 'ms'),
  },
  'Seen from outside': {
    'rules-reports': noCase,
    'rules-lines': noCase,
    'strangers-tls': none('lines'),
    'strangers-plain': none('lines'),
    'strings-injections': least(100, 'strings'),
    'strings-secrets': least(100, 'strings'),
  },
}
