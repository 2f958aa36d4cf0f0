// Written by ./scripts/page-types from what the hub answers and tells.

/** What becomes of dishes that are sold out. */
export type Accept = "always" | "if_available" | "rest";

/** What a person in the kitchen has taken note of. */
export type AckKind = "allergy" | "cancelled" | "edit" | "remake";

/** Body of ``POST /api/orders/{id}/ack``. */
export interface Acknowledge {
  what: AckKind;
  version?: number | null;
  station?: string | null;
}

/** That a station has taken note of something, up to a version of the order. */
export interface Acknowledgement {
  what: AckKind;
  version: number;
  station: string | null;
  at: string;
}

/** What somebody has to do, for a page that offers it as a button. */
export type Act = "answer_pairing" | "check_device" | "check_follower" | "check_orders" | "check_sender" | "choose_backup" | "close_orders" | "look_at_screen" | "make_backup" | "make_room" | "serve_orders" | "set_clock" | "set_route";

/** Body of ``POST /api/orders/{id}/items``: another round on the same order. */
export interface AddItems {
  accept?: Accept | null;
  items: NewItem[];
}

/** What everybody in the kitchen must know for as long as it lasts: a code that stays, in words. */
export interface Alarm {
  code: string;
  message: string;
  station?: string | null;
  count?: number;
  number?: number;
  shown_at?: string;
}

/** All alarms that stand now, in place of those that stood before. */
export interface AlarmsShown {
  type: "alarms";
  alarms: Alarm[];
}

/** How many of one dish, made one way, stand on all open tickets. */
export interface AllDayCount {
  name: string;
  menu_item_id: string | null;
  modifiers: Modifier[];
  variant?: string;
  station: string | null;
  quantity: number;
  pending: number;
  preparing: number;
  ready: number;
}

/** What devices pin. */
export interface Anchor {
  pem: string;
  fingerprint: string;
}

/** Body of ``POST /api/host``: a verb, the values that it takes and no others. */
export interface AskMachine {
  verb: MachineVerb;
  service?: RunningService;
  zone?: string;
  name?: string;
  on?: boolean;
  keep?: JournalPlace;
  megabytes?: number;
  confirm?: string;
}

/** Body of ``POST /api/auth/pairings``; ``commitment`` is to the device's nonce. */
export interface AskToPair {
  device_name: string;
  commitment: string;
  long?: boolean;
  trusts?: boolean;
}

/** Something that needs a person. */
export interface Attention {
  code: string;
  level: string;
  since: string;
  values: { [name: string]: any };
  what: string;
  todo: string;
  act: Act;
}

/** Whose spreadsheet program a CSV is written for. */
export type Audience = "america" | "europe" | "programs";

/** One line of the log as a manager reads it. */
export interface AuditEntry {
  seq: number;
  timestamp: number;
  type: string;
  device: string | null;
  device_name: string | null;
  person: string | null;
  person_name: string | null;
  order_id: string | null;
  code: string;
  values: { [name: string]: string };
  what: string;
}

/** The first message of a client that cannot set headers, such as a browser. */
export interface Auth {
  type: "auth";
  token: string;
}

/** The client is not known; the socket is closed with 4401 after this. */
export interface AuthError {
  type: "auth:error";
  message: string;
}

/** The client is known. ``hears`` names the reports that the hub takes beside ``painted``. */
export interface AuthSuccess {
  type: "auth:success";
  userId: string;
  branchId: string;
  epoch: string;
  timestamp: number;
  hears: string[];
}

/** What would be different if a backup were brought back. */
export interface BackupDifferences {
  id: string;
  at: string;
  as_of: number;
  events_lost: number;
  orders_lost: number;
  open_orders_now: number;
  open_orders_then: number;
  menu: MenuDifferences;
  people_gone: string[];
  people_back: string[];
  tables_differ: boolean;
  words: string[];
}

/** A backup as a list shows it; ``size`` in bytes. */
export interface BackupListed {
  file: string;
  at: string;
  size: number;
  id: string;
}

/** A backup that was made and found good. */
export interface BackupMade {
  file: string;
  size: number;
  orders: number;
  events: number;
  seq: number;
  archives: string[];
  removed: string[];
}

/** What decided where a line is made. */
export type Because = "category" | "dish" | "nothing" | "rule";

/** Body of ``POST /api/backups/{id}/restore``; ``as_of`` as the differences had it. */
export interface BringBack {
  as_of: number;
}

/** Body of ``POST /api/kitchen/orders/{id}/bump``. */
export interface Bump {
  status: BumpStatus;
  station?: string | null;
  items?: string[] | null;
}

/** What an order (or a station's part of it) can be bumped to. */
export type BumpStatus = "preparing" | "ready" | "served";

/** Body of ``POST /api/orders/cancel``. */
export interface CancelByKey {
  reason?: string | null;
}

/** Body of ``POST /api/kitchen/orders/{order_id}/items/{item_id}/cancel``. */
export interface CancelItem {
  reason: string;
}

/** What became of an order that was cancelled by its sender's key. */
export interface CancelledByKey {
  order: Order | null;
  kept_until: string | null;
}

/** A heading of the menu. ``id`` is a short word such as ``starters``. */
export interface Category {
  id: string;
  name: string;
  position: number;
  stations?: string[];
  modifier_groups?: ModifierGroup[];
}

/** An entry of the menu that an import changes, and which of its fields. */
export interface ChangedEntry {
  name: string;
  fields: string[];
  price_before?: number;
  price_after?: number;
}

/** Body of ``POST /api/auth/pairings/{id}/claim``; the nonce proves who asks. */
export interface Claim {
  nonce: string;
}

/** Body of ``POST /api/orders/close``. */
export interface CloseOrders {
  older_than_hours: number;
}

/** The heading of a combo, whose parts are lines with its id as their ``parent_id``. */
export interface Combo {
  amount?: number;
  unit?: string;
  variant?: string;
  seat?: number | string;
  to_go?: boolean;
  if_out?: IfOut;
  kitchen_name?: string;
  plu?: string;
  external_id?: string;
  allergies?: string[];
  id: string;
  menu_item_id?: string;
  name: string;
  quantity: number;
  notes: string | null;
  modifiers?: Modifier[];
  course: number | string | null;
}

/** A device that is paired. */
export interface Device {
  id: string;
  name: string;
  role: string;
}

/** Payload of ``device:added``, ``paired``, ``renamed`` and ``revoked``; never the token. */
export interface DeviceEvent {
  deviceId: string;
  name: string;
  role: string;
  letInBy?: string;
}

/** A manager has said that a device which came in by a code may stay. */
export interface DeviceKept {
  id: string;
}

/** One device as a list shows it. ``last_seen_at`` and ``address`` are of its last request. */
export interface DeviceListed {
  id: string;
  name: string;
  role: string;
  created_at: string;
  last_seen_at: string | null;
  address: string | null;
  connected: boolean;
}

/** What becomes of one kind of entries; of each sort a hundred are named at most. */
export interface Differences {
  added: number;
  changed: number;
  removed: number;
  unchanged: number;
  names_added: string[];
  entries_changed: ChangedEntry[];
  names_removed: string[];
}

/** A table of the house. */
export interface DiningTable {
  name: string;
  zone?: string;
  seats?: number;
  position: number;
  joined_with: string[];
}

/** The tables of the house, as they are listed. */
export interface DiningTables {
  tables: DiningTable[];
}

/** One line of the doctor's: how bad it is, what was looked at, and what was found. */
export interface DoctorFinding {
  level: string;
  about: string;
  title: string;
  text: string;
}

/** What the doctor has found, and when. */
export interface DoctorReport {
  at: string;
  findings: DoctorFinding[];
}

/** Where a drill stands; ``expires_in`` counts seconds. */
export interface Drill {
  id: string;
  expires_in: number;
  screens: DrilledScreen[];
}

/** A frame to the kitchen's screens: show the board again. */
export interface DrillOver {
  type: "drill:closed";
  id: string;
}

/** A frame to the kitchen's screens: ring, flash and wait for a key, for so many seconds. */
export interface DrillShown {
  type: "drill:open";
  id: string;
  expires_in: number;
}

/** A screen's report: how the drill stands there; each replaces the one before. */
export interface Drilled {
  type: "drill";
  id: string;
  rung?: boolean;
  shown?: boolean;
  presses?: number;
  unknown?: number;
  gave_way?: boolean;
}

/** How the drill stands at one screen. */
export interface DrilledScreen {
  id: string;
  name: string;
  station: string | null;
  connected: boolean;
  answered: boolean;
  rung: boolean;
  shown: boolean;
  presses: number;
  unknown: number;
  gave_way: boolean;
}

/** Of a line that was changed: what it said before, and since which version it says it no more. */
export interface EarlierLine {
  version: number;
  status?: string;
  name?: string;
  quantity?: number;
  amount?: number | null;
  unit?: string | null;
  variant?: string | null;
  notes?: string | null;
  modifiers?: Modifier[];
  allergies?: string[] | null;
  course?: number | string | null;
  seat?: number | string | null;
  to_go?: boolean | null;
  if_out?: IfOut | null;
  kitchen_name?: string | null;
  station?: string | null;
  stations?: string[] | null;
}

/** Of an order whose ticket was changed: what it said before, and since which version not. */
export interface EarlierOrder {
  version: number;
  type?: string;
  table_number?: string | null;
  customer_name?: string | null;
  notes?: string | null;
  priority?: string;
  display_number?: string | null;
  allergies?: string[] | null;
  handoff?: string | null;
  remake?: boolean | null;
}

/** Body of ``PATCH /api/menu/categories/{id}``; a field that is left out stays as it is. */
export interface EditCategory {
  name?: string;
  position?: number;
  stations?: string[] | null;
  modifier_groups?: NewModifierGroup[] | null;
}

/** Body of ``PATCH /api/orders/{id}/items/{item_id}``; a quantity of 0 takes the line off. */
export interface EditItem {
  quantity?: number;
  amount?: number | null;
  unit?: string | null;
  variant?: string | null;
  notes?: string | null;
  modifiers?: NewModifier[] | null;
  allergies?: string[] | null;
  if_out?: NewIfOut | null;
  to_go?: boolean | null;
  stations?: string[] | null;
  kitchen_name?: string | null;
  plu?: string | null;
  external_id?: string | null;
  reason?: string;
  course?: number | string | null;
  seat?: number | string | null;
}

/** Body of ``PATCH /api/menu/items/{id}``; a field that is left out stays as it is. */
export interface EditMenuItem {
  name?: string;
  category?: string | null;
  station?: string | null;
  price_minor?: number | null;
  allergens?: string[];
  modifiers?: NewMenuModifier[];
  target_minutes?: number | null;
  available?: boolean;
  stations?: string[] | null;
  plu?: string[] | null;
  kitchen_name?: string | null;
  names?: { [name: string]: string } | null;
  modifier_groups?: NewModifierGroup[] | null;
  diets?: string[] | null;
  allergens_known?: boolean | null;
  make_minutes?: number | null;
}

/** Body of ``PATCH /api/orders/{id}``. */
export interface EditOrder {
  type?: OrderType;
  table_number?: string | null;
  customer_name?: string | null;
  notes?: string | null;
  priority?: Priority;
  display_number?: string | null;
  source?: string | null;
  external_id?: string | null;
  brand?: string | null;
  also_known_as?: NewSenderKey[] | null;
  guests?: number | null;
  server?: string | null;
  zone?: string | null;
  allergies?: string[] | null;
  due_at?: string | null;
  asap?: boolean | null;
  prep_minutes?: number | null;
  promised_at?: string | null;
  handoff?: string | null;
  type_label?: string | null;
  cutlery?: boolean | null;
  paid?: boolean | null;
  test?: boolean | null;
  remake?: boolean | null;
  source_version?: number | string;
  tableNumber?: string | null;
  customerName?: string | null;
}

/** Body of ``PATCH /api/people/{id}``; a field that is left out stays as it is. */
export interface EditPerson {
  name?: string;
  role?: PersonRole;
}

/** Body of ``PATCH /api/menu/stations/{id}``; a field that is left out stays as it is. */
export interface EditStation {
  name?: string;
  position?: number;
  screen?: boolean;
  backup?: string | null;
}

/** Why the hub says no; clients may switch on `code`. */
export interface Error {
  success: any;
  error: { code: "BAD_REQUEST" | "TOKEN_IN_URL" | "INVALID_TRANSITION" | "ITEM_UNAVAILABLE" | "UNAUTHORIZED" | "FORBIDDEN" | "FORBIDDEN_ORIGIN" | "PAIRING_CLOSED" | "PAIRING_REFUSED" | "TRUST_FIRST" | "NOT_FOUND" | "METHOD_NOT_ALLOWED" | "EXPECTATION_FAILED" | "CONFLICT" | "IDEMPOTENCY_CONFLICT" | "STALE" | "PAYLOAD_TOO_LARGE" | "UNSUPPORTED_MEDIA_TYPE" | "MISDIRECTED" | "RATE_LIMITED" | "INTERNAL" | "STORAGE_ERROR" | "STORAGE_FULL"; message: string; details: { [name: string]: any }; request_id: string };
}

/** What the owner of an imported file is told. */
export interface FileReport {
  system: string;
  notes: ImportNote[];
  notes_left_out: number;
  passed_over: string[];
}

/** Body of ``POST /api/orders/{id}/fire`` and ``/hold``. */
export interface FireLines {
  course?: number | string | null;
  items?: string[] | null;
}

/** Something was deleted, closed or revoked. */
export interface Gone {
  id: string;
}

/** A line as its guests see it. */
export interface GuestLine {
  id: string;
  name: string;
  quantity: number;
  amount?: number;
  unit?: string;
  variant?: string;
  modifiers: string[];
  seat?: number | string;
  course: number | string | null;
  group?: string;
  status: string;
}

/** A link with which guests see what they have ordered; the only time that it can be read. */
export interface GuestLink {
  session: TableSession;
  path: string;
}

/** An order as its guests see it. */
export interface GuestOrder {
  id: string;
  number: string;
  type: OrderType;
  status: OrderStatus;
  created_at: string;
  items: GuestLine[];
  allergies: string[];
  allergy_known: boolean;
}

/** A table session and its orders, with nothing in it that is the house's own. */
export interface GuestSession {
  session: TableSession;
  orders: GuestOrder[];
}

/** How the hub is: ``status`` is ``ok``, or says what is wrong. */
export interface Health {
  status: string;
  branch: string;
  epoch: string;
  version: string;
}

/** A frame to one screen: ask your own machine's galley-host this, and report what it says. */
export interface HostAsk {
  type: "host:ask";
  id: string;
  verb: any;
}

/** Payload of ``host:asked``: somebody wanted something done to a machine. */
export interface HostAsked {
  verb: string;
  value?: string;
  screen?: string;
}

/** A screen's report: what its machine's galley-host answered to what the hub had it ask. */
export interface HostTold {
  type: "host";
  id: string;
  answer: { [name: string]: any } | null;
}

/** Whose hub this is, for a page that nobody has let in yet. */
export interface HubSeen {
  branch: string;
  page: string;
}

/** What to do when a dish is sold out, and a word to it ("rather lentils"). */
export interface IfOut {
  do: WhenOut;
  text?: string;
}

/** What the owner of an imported file is told. */
export interface ImportNote {
  where: string;
  value: string;
  message: string;
}

/** One line of an order. ``station`` None means that every station sees it. */
export interface Item {
  amount?: number;
  unit?: string;
  variant?: string;
  seat?: number | string;
  to_go?: boolean;
  if_out?: IfOut;
  kitchen_name?: string;
  plu?: string;
  external_id?: string;
  allergies?: string[];
  id: string;
  menu_item_id: string | null;
  name: string;
  quantity: number;
  status: ItemStatus;
  notes: string | null;
  modifiers: Modifier[];
  allergens: string[];
  station: string | null;
  course: number | string | null;
  created_at: string;
  started_at: string | null;
  ready_at: string | null;
  served_at: string | null;
  cancelled_at: string | null;
  cancel_reason: string | null;
  stations?: string[];
  at?: StationStep[];
  screen?: boolean;
  parent_id?: string;
  flags?: string[];
  fired_at?: string;
  target_s?: number;
  was?: EarlierLine;
  split_from?: string;
  came_from?: string;
}

/** One line as ``order:new`` lists it. */
export interface ItemLine {
  id: string;
  name: string;
  quantity: number;
  status: string;
  notes: string | null;
}

/** How far a kitchen has come with one line of an order. */
export type ItemStatus = "cancelled" | "pending" | "preparing" | "ready" | "served";

/** Payload of ``order:item_status``: the line after its step. */
export interface ItemStatusChanged {
  orderId: string;
  orderNumber: string;
  version: number;
  updatedAt: string;
  recalled: boolean;
  item: Item;
}

/** Payload of ``order:item_cancelled``. */
export interface ItemWasCancelled {
  orderId: string;
  orderNumber: string;
  version: number;
  updatedAt: string;
  reason: string | null;
  item: Item;
}

/** Payload of ``order:items_changed``: what lines say now, and said before. */
export interface ItemsChanged {
  orderId: string;
  orderNumber: string;
  version: number;
  updatedAt: string;
  changes: LineChange[];
}

/** Subscribe to a room; with ``snapshot``, start from the orders as they are now. */
export interface Join {
  type: "join";
  room: string;
  snapshot?: boolean;
  station?: string | null;
}

/** The room is joined; after this come exactly its events with a higher ``seq``. */
export interface Joined {
  type: "joined";
  room: string;
  epoch: string;
  seq: number;
  timestamp: number;
  orders?: Order[];
  upcoming?: UpcomingOrder[];
  courses?: string[];
  cancelled?: Order[];
  alarms?: Alarm[];
  stand_ins?: StandIn[];
  pairing?: PairingShown | null;
  ready?: ReadyNumber[];
  settings?: { [name: string]: any };
}

/** Where a machine keeps its log: in memory, which spares the card, or on the card. */
export type JournalPlace = "card" | "memory";

/** Where the log is kept, and megabytes that it may take; None where Galley has not set it. */
export interface JournalSettings {
  keep: JournalPlace;
  megabytes: number | null;
}

/** Payload of ``kitchen:alert``: something that a person in the kitchen must know. */
export interface KitchenAlert {
  code: string;
  message: string;
  orderId: string | null;
  station: string | null;
  number?: number;
  count?: number;
  shownAt?: string;
}

/** The statuses that ``GET /api/kitchen/orders`` filters by. */
export type KitchenStatus = "confirmed" | "pending" | "preparing" | "ready";

/** Stop hearing of a room. */
export interface Leave {
  type: "leave";
  room: string;
}

/** The room is left. */
export interface Left {
  type: "left";
  room: string;
}

/** One field of a line that says something else now. */
export interface LineChange {
  id: string;
  field: string;
  from: any;
  to: any;
  reason?: string;
}

/** Body of ``POST /api/sessions/{id}/link``; ``renew`` makes earlier links worth nothing. */
export interface LinkSession {
  renew?: boolean;
}

/** One line of the durable event log. */
export interface LoggedEvent {
  type: string;
  room: string;
  seq: number;
  timestamp: number;
  actor: string | null;
  device: string | null;
  payload: any;
}

/** What was done to a machine, or has begun. */
export interface MachineAsked {
  verb: MachineVerb;
}

/** What a machine is, and how it is. */
export interface MachineFacts {
  answer: "facts";
  model: string | null;
  system: string;
  kernel: string;
  version: string;
  host_name: string;
  time_zone: string;
  uptime: number;
  disk_size: number;
  disk_free: number;
  temperature: number | null;
  power: MachinePower | null;
  has_watchdog: boolean;
  watchdog: boolean;
  journal: JournalSettings;
  units: UnitState[];
}

/** How a machine's power supply is: right, too low now, or too low since it started. */
export type MachinePower = "low" | "ok" | "was_low";

/** A part of Galley that runs on a machine. */
export type MachineService = "backup" | "host" | "hub" | "screens";

/** A log, or all that a helper needs. ``cut`` is whether older lines were left out. */
export interface MachineText {
  answer: "text";
  text: string;
  cut: boolean;
}

/** What can be done to a machine. */
export type MachineVerb = "power_off" | "reboot" | "restart" | "set_host_name" | "set_journal" | "set_time_zone" | "set_watchdog";

/** Body of ``POST /api/backups``; what is left out is as it is set. */
export interface MakeBackup {
  folder?: string | null;
  keep_hourly?: number | null;
  keep_daily?: number | null;
}

/** Who a token says one is, and what that allows. */
export interface Me {
  id: string;
  name: string;
  role: string;
  branch: string;
  permissions: string[];
  session_id: string | null;
  person_id: string | null;
  asks_person: boolean;
  says_numbers: boolean;
}

/** What was done to the menu, or to one of its entries. */
export type MenuAction = "added" | "changed" | "removed" | "replaced";

/** Payload of ``menu:availability``: a dish was sold out (86) or is back. */
export interface MenuAvailability {
  menuItemId: string;
  name: string;
  available: boolean;
  until?: string;
  left?: number;
}

/** Payload of ``menu:changed``. */
export interface MenuChanged {
  action: MenuAction;
  kind: string;
  id: string | null;
  entry: MenuItem | Category | Station | null;
}

/** What becomes of a menu. */
export interface MenuChanges {
  dishes: Differences;
  categories: Differences;
  stations: Differences;
}

/** What the prices of the menu are in. */
export interface MenuCurrency {
  code: string | null;
  digits: number;
}

/** Entries of the menu that a backup lacks, has besides, or has otherwise. */
export interface MenuDifferences {
  gone: number;
  back: number;
  changed: number;
}

/** How a menu is written down. */
export type MenuFormat = "csv" | "json" | "xlsx";

/** What a menu has after an import, or would have after it. */
export interface MenuImported {
  categories: number;
  stations: number;
  items: number;
  dry_run: boolean;
  changes: MenuChanges;
  file: FileReport;
  price_leaps: PriceLeap[];
}

/** One dish. ``station`` None sends it where its category is made; ``available`` False is an 86. */
export interface MenuItem {
  id: string;
  name: string;
  category: string | null;
  station: string | null;
  price_minor: number | null;
  allergens: string[];
  modifiers: MenuModifier[];
  target_minutes: number | null;
  available: boolean;
  stations?: string[];
  plu?: string[];
  kitchen_name?: string;
  names?: { [name: string]: string };
  modifier_groups?: ModifierGroup[];
  diets?: string[];
  allergens_known?: boolean;
  make_minutes?: number;
}

/** Payload of ``menu:left``: how many of a dish are left; None, it is counted no more. */
export interface MenuLeft {
  menuItemId: string;
  name: string;
  left: number | null;
}

/** A change that a dish can be ordered with. */
export interface MenuModifier {
  id: string;
  name: string;
  price_minor?: number;
  allergens?: string[];
  plu?: string[];
  station?: string;
  names?: { [name: string]: string };
}

/** The whole menu. */
export interface MenuView {
  categories: Category[];
  stations: Station[];
  items: MenuItem[];
}

/** Body of ``POST /api/orders/{id}/merge``: the order that goes into this one. */
export interface MergeOrder {
  from: string;
}

/** A change to a dish as the guest asked for it ("No onion"). */
export interface Modifier {
  name: string;
  quantity?: number;
  kind?: ModifierKind;
  group?: string;
  portion?: Portion;
  for?: string;
  modifier_id?: string;
  plu?: string;
  modifiers?: Modifier[];
}

/** A heading that modifiers are chosen under, such as "How done?". */
export interface ModifierGroup {
  id: string;
  name: string;
  min: number;
  max?: number;
  default: string[];
  ask: boolean;
  items: MenuModifier[];
}

/** What a modifier does to a dish. It gives sign and colour; the name is right without it. */
export type ModifierKind = "add" | "instead" | "plain" | "remove";

/** Body of ``POST /api/orders/{id}/items/{item_id}/move``. */
export interface MoveItem {
  order_id: string;
}

/** Body of ``POST /api/menu/categories``. */
export interface NewCategory {
  id: string;
  name: string;
  position?: number;
  stations?: string[];
  modifier_groups?: NewModifierGroup[];
}

/** A table of the house. */
export interface NewDiningTable {
  name: string;
  zone?: string | null;
  seats?: number | null;
  position?: number;
  joined_with?: string[];
}

/** Body of ``PUT /api/tables``: all of them. */
export interface NewDiningTables {
  tables: NewDiningTable[];
}

/** What to do when a dish is sold out. */
export interface NewIfOut {
  do: WhenOut;
  text?: string | null;
}

/** One line to cook, or with ``parts`` a combo, which is the heading of those. */
export interface NewItem {
  id?: string | null;
  external_id?: string | null;
  menu_item_id?: string | null;
  plu?: string | null;
  name?: string | null;
  kitchen_name?: string | null;
  variant?: string | null;
  quantity?: number | null;
  amount?: number | null;
  unit?: string | null;
  notes?: string | null;
  modifiers?: NewModifier[];
  allergies?: string[] | null;
  if_out?: NewIfOut | null;
  to_go?: boolean | null;
  stations?: string[] | null;
  course?: number | string | null;
  seat?: number | string | null;
  held?: boolean | null;
  parts?: NewPart[];
  menuItemId?: string | null;
}

/** Body of ``POST /api/menu/items``; ``station`` is the first of ``stations``. */
export interface NewMenuItem {
  id?: string | null;
  name: string;
  category?: string | null;
  station?: string | null;
  price_minor?: number | null;
  allergens?: string[];
  modifiers?: NewMenuModifier[];
  target_minutes?: number | null;
  available?: boolean;
  stations?: string[];
  plu?: string[];
  kitchen_name?: string | null;
  names?: { [name: string]: string } | null;
  modifier_groups?: NewModifierGroup[];
  diets?: string[];
  allergens_known?: boolean | null;
  make_minutes?: number | null;
}

/** A change that a dish can be ordered with. */
export interface NewMenuModifier {
  id?: string | null;
  name: string;
  price_minor?: number | null;
  allergens?: string[];
  plu?: string[];
  station?: string | null;
  names?: { [name: string]: string } | null;
}

/** A modifier, by the menu's id or by name; ``quantity`` is per one of its line. */
export interface NewModifier {
  modifier_id?: string | null;
  plu?: string | null;
  name?: string | null;
  quantity?: number | null;
  kind?: ModifierKind | null;
  group?: string | null;
  portion?: Portion | null;
  for?: string | null;
  modifiers?: NewModifier[];
}

/** A heading that modifiers are chosen under; ``default`` names some of them, or their ids. */
export interface NewModifierGroup {
  id?: string | null;
  name: string;
  min?: number;
  max?: number | null;
  default?: string[];
  ask?: boolean;
  items?: NewMenuModifier[];
}

/** Body of ``POST /api/orders``. */
export interface NewOrder {
  id?: string | null;
  type: OrderType;
  table_number?: string | null;
  session_id?: string | null;
  customer_name?: string | null;
  notes?: string | null;
  priority?: Priority;
  display_number?: string | null;
  source?: string | null;
  external_id?: string | null;
  source_version?: number | string | null;
  brand?: string | null;
  also_known_as?: NewSenderKey[] | null;
  guests?: number | null;
  server?: string | null;
  zone?: string | null;
  allergies?: string[] | null;
  due_at?: string | null;
  asap?: boolean | null;
  prep_minutes?: number | null;
  promised_at?: string | null;
  taken_at?: string | null;
  handoff?: string | null;
  type_label?: string | null;
  cutlery?: boolean | null;
  paid?: boolean | null;
  test?: boolean | null;
  remake?: boolean | null;
  accept?: Accept | null;
  items?: NewItem[];
  tableNumber?: string | null;
  sessionId?: string | null;
  tableSessionId?: string | null;
  customerName?: string | null;
}

/** Body of ``POST /api/orders/batch``: orders as ``POST /api/orders`` takes them. */
export interface NewOrders {
  orders: ({ [name: string]: any })[];
}

/** One line to cook, by the menu's id or by name; in a combo's ``parts``, one of its parts. */
export interface NewPart {
  id?: string | null;
  external_id?: string | null;
  menu_item_id?: string | null;
  plu?: string | null;
  name?: string | null;
  kitchen_name?: string | null;
  variant?: string | null;
  quantity?: number | null;
  amount?: number | null;
  unit?: string | null;
  notes?: string | null;
  modifiers?: NewModifier[];
  allergies?: string[] | null;
  if_out?: NewIfOut | null;
  to_go?: boolean | null;
  stations?: string[] | null;
  menuItemId?: string | null;
}

/** Body of ``POST /api/people``. */
export interface NewPerson {
  name: string;
  role: PersonRole;
}

/** Body of ``PUT /api/menu/routes``: all rules, in their order. */
export interface NewRoutes {
  rules: NewRoutingRule[];
}

/** Where lines are made that fit all that it says; what is left out fits every line. */
export interface NewRoutingRule {
  stations: string[];
  name?: string | null;
  dish?: string | null;
  modifier?: string | null;
  category?: string | null;
  order_type?: OrderType | null;
  source?: string | null;
  zone?: string | null;
  weekdays?: Weekday[] | null;
  from?: string | null;
  until?: string | null;
}

/** A number under which another system knows an order. */
export interface NewSenderKey {
  source: string;
  external_id: string;
}

/** Body of ``POST /api/sessions``: guests sat down at a table. */
export interface NewSession {
  table_number: string;
}

/** Body of ``POST /api/menu/stations``. */
export interface NewStation {
  id: string;
  name: string;
  position?: number;
  screen?: boolean;
  backup?: string | null;
}

/** Body of ``POST /api/tokens``. */
export interface NewToken {
  role: StaffRole;
  name: string;
}

/** A dish, and how many of it were ordered in the last four weeks. */
export interface OftenOrdered {
  menu_item_id: string;
  name: string;
  quantity: number;
}

/** Body of ``POST /api/drill``: every screen rings and flashes, and waits for a press. */
export interface OpenDrill {
  seconds?: number;
}

/** Body of ``POST /api/auth/pairing-codes``. */
export interface OpenPairing {
  role: StaffRole;
  name?: string | null;
  on_screens?: boolean;
  station?: string | null;
  zone?: string | null;
}

/** A table with open orders, or with guests who were seated. */
export interface OpenTable {
  table: string;
  zone?: string;
  since: string;
  guests?: number;
  servers: string[];
  session_id?: string;
  orders: string[];
  open: number;
  ready: number;
  held: number;
  served: number;
  ready_since?: string;
  allergy: boolean;
}

/** One order of a branch. ``version`` grows by one with every change. */
export interface Order {
  display_number?: string;
  source?: string;
  external_id?: string;
  brand?: string;
  also_known_as?: SenderKey[];
  source_version?: number | string;
  guests?: number;
  server?: string;
  zone?: string;
  allergies?: string[];
  due_at?: string;
  asap?: boolean;
  prep_minutes?: number;
  promised_at?: string;
  taken_at?: string;
  handoff?: string;
  type_label?: string;
  cutlery?: boolean;
  paid?: boolean;
  test?: boolean;
  remake?: boolean;
  id: string;
  order_number: string;
  type: OrderType;
  status: OrderStatus;
  table_number: string | null;
  session_id: string | null;
  customer_name: string | null;
  notes: string | null;
  priority: Priority;
  created_at: string;
  updated_at: string;
  confirmed_at: string | null;
  completed_at: string | null;
  version: number;
  age_from?: string;
  age_at_least?: boolean;
  release_at?: string;
  released_at?: string;
  empty_until?: string;
  merged_into?: string;
  went_to?: string[];
  closed_by?: string;
  items: Item[];
  held?: Item[];
  groups?: Combo[];
  was?: EarlierOrder;
  acks?: Acknowledgement[];
}

/** Why one order of several was refused, as a failure of one request says it. */
export interface OrderError {
  code: string;
  message: string;
  details: { [name: string]: any };
}

/** Payload of ``order:new``; ``order`` is the whole order as GET shows it. */
export interface OrderNew {
  orderId: string;
  orderNumber: string;
  status: string;
  tableSessionId: string | null;
  tableNumber: string | null;
  items: ItemLine[];
  order: Order;
}

/** What came of one order of several: the order, and whether it is new; or the ``error``. */
export interface OrderResult {
  order?: Order;
  created?: boolean;
  warnings?: RequestWarning[];
  error?: OrderError;
}

/** Payload of ``order:scheduled``: an order that no kitchen sees yet, new or changed. */
export interface OrderScheduled {
  orderId: string;
  orderNumber: string;
  status: string;
  dueAt: string | null;
  releaseAt: string | null;
  order: Order;
}

/** How far an order is as a whole. All but the last four steps follow from its items. */
export type OrderStatus = "cancelled" | "completed" | "confirmed" | "pending" | "preparing" | "ready" | "served";

/** Where the food goes. */
export type OrderType = "delivery" | "dine_in" | "takeout";

/** Payload of ``order:updated``. */
export interface OrderUpdated {
  orderId: string;
  orderNumber: string;
  status: string;
  order: Order;
}

/** How many open orders were completed. */
export interface OrdersClosed {
  orders: number;
}

/** A screen's report: what stands on its glass now, and nothing else. */
export interface Painted {
  type: "painted";
  seq: number;
  tickets?: number[];
  chips?: number[];
}

/** Body of ``POST /api/auth/pair``. */
export interface PairByCode {
  code: string;
  device_name: string;
  trusts?: boolean;
}

/** A device is paired: the only time that its token can be read. */
export interface Paired {
  state: "paired";
  token: string;
  device: Device;
  branch: string;
  fingerprint: string;
  let_in_by?: string;
  station?: string;
  zone?: string;
}

/** The manager has answered: ``state`` is ``confirmed`` or ``refused``. */
export interface PairingAnswered {
  id: string;
  state: string;
}

/** The hub's side of a pairing: its name, the hub's nonce, and the digits of the number. */
export interface PairingBegun {
  id: string;
  nonce: string;
  digits: number;
}

/** A device that asks to be paired, as the manager sees it. */
export interface PairingListed {
  id: string;
  device_name: string;
  address: string;
  number: string;
  replaces: string | null;
}

/** Pairing is open: the only time that the code can be read. */
export interface PairingOpened {
  id: string;
  code: string;
  role: string;
  name: string | null;
  expires_in: number;
  fingerprint: string;
  hubs: string[];
  qr: string;
  link?: string;
  link_qr?: QrDrawing;
}

/** A frame to the kitchen's screens: take the QR code away. */
export interface PairingOver {
  type: "pairing:closed";
}

/** A frame to the kitchen's screens: show ``text`` as a QR code for ``expires_in`` seconds. */
export interface PairingShown {
  type: "pairing:open";
  text: string;
  role: string;
  expires_in: number;
}

/** What has come from an address from which something was wrong. */
export interface PairingStranger {
  address: string;
  asked: number;
  wrong_codes: number;
  wrong_nonces: number;
  refused: number;
  held_off: boolean;
}

/** Where pairing stands, without the code. */
export interface PairingWindow {
  id: string;
  role: string;
  name: string | null;
  state: string;
  expires_in: number;
  failures_left: number;
  device: Device | null;
  strangers: PairingStranger[];
  held_off: number;
}

/** An order as the pass looks at it. */
export interface PassOrder {
  id: string;
  order_number: string;
  display_number: string | null;
  table_number: string | null;
  type: OrderType;
  priority: Priority;
  since: string;
  ready_since?: string;
  held: number;
  stations: StationShare[];
  holds_up: (string | null)[];
  not_on_screen: (string | null)[];
  only_chip: (string | null)[];
}

/** A person, as a list shows them; never the PIN. */
export interface Person {
  id: string;
  name: string;
  role: string;
  has_pin: boolean;
  created_at: string;
}

/** Payload of ``person:added``, ``person:changed`` and ``person:removed``; never the PIN. */
export interface PersonEvent {
  personId: string;
  name: string;
  role: string;
}

/** What a person does in the house. */
export type PersonRole = "cashier" | "kitchen" | "manager" | "pass" | "waiter";

/** That a person stands at this device, and what proves it in the header ``Galley-Person``. */
export interface PersonVerified {
  person: Person;
  proof: string;
  idle_seconds: number;
}

/** Ask whether the hub still listens. */
export interface Ping {
  type: "ping";
}

/** The hub still listens. */
export interface Pong {
  type: "pong";
  timestamp: number;
}

/** Which part of a dish a modifier is on. */
export type Portion = "left" | "right" | "whole";

/** A dish whose price becomes ten times what it was and more, or a tenth of it and less. */
export interface PriceLeap {
  name: string;
  price_before: number;
  price_after: number;
}

/** Whether an order goes before its turn. */
export type Priority = "normal" | "rush";

/** A line as it should be; one that is not there yet is new. */
export interface PutItem {
  quantity?: number;
  amount?: number | null;
  unit?: string | null;
  variant?: string | null;
  notes?: string | null;
  modifiers?: NewModifier[] | null;
  allergies?: string[] | null;
  if_out?: NewIfOut | null;
  to_go?: boolean | null;
  stations?: string[] | null;
  kitchen_name?: string | null;
  plu?: string | null;
  external_id?: string | null;
  reason?: string;
  course?: number | string | null;
  seat?: number | string | null;
  id?: string | null;
  menu_item_id?: string | null;
  name?: string | null;
  held?: boolean | null;
  parts?: PutPart[];
  menuItemId?: string | null;
}

/** Body of ``PUT /api/orders/{id}``: the whole order; ``items`` is the whole list. */
export interface PutOrder {
  type?: OrderType;
  table_number?: string | null;
  customer_name?: string | null;
  notes?: string | null;
  priority?: Priority;
  display_number?: string | null;
  source?: string | null;
  external_id?: string | null;
  brand?: string | null;
  also_known_as?: NewSenderKey[] | null;
  guests?: number | null;
  server?: string | null;
  zone?: string | null;
  allergies?: string[] | null;
  due_at?: string | null;
  asap?: boolean | null;
  prep_minutes?: number | null;
  promised_at?: string | null;
  handoff?: string | null;
  type_label?: string | null;
  cutlery?: boolean | null;
  paid?: boolean | null;
  test?: boolean | null;
  remake?: boolean | null;
  source_version?: number | string;
  session_id?: string | null;
  items?: PutItem[];
  accept?: Accept | null;
  tableNumber?: string | null;
  customerName?: string | null;
  sessionId?: string | null;
  tableSessionId?: string | null;
}

/** A part of a combo as it should be; its quantity is all that is to be made of it. */
export interface PutPart {
  quantity?: number;
  amount?: number | null;
  unit?: string | null;
  variant?: string | null;
  notes?: string | null;
  modifiers?: NewModifier[] | null;
  allergies?: string[] | null;
  if_out?: NewIfOut | null;
  to_go?: boolean | null;
  stations?: string[] | null;
  kitchen_name?: string | null;
  plu?: string | null;
  external_id?: string | null;
  id?: string | null;
  menu_item_id?: string | null;
  name?: string | null;
  menuItemId?: string | null;
}

/** A QR code to be drawn: ``path`` is that of an SVG whose view box is ``size`` each way. */
export interface QrDrawing {
  text: string;
  size: number;
  path: string;
}

/** What a board of ready numbers shows of an order: what the guest holds, and how far it is. */
export interface ReadyNumber {
  id: string;
  number: string;
  name?: string;
  type: OrderType;
  status: OrderStatus;
  since: string;
}

/** What stands on the board of ready numbers now, in place of all that stood there before. */
export interface ReadyShown {
  type: "ready";
  seq: number;
  timestamp: number;
  ready: ReadyNumber[];
}

/** Why a dish is taken off an order. */
export interface Reasons {
  void: string[];
  default: boolean;
}

/** Body of ``POST /api/kitchen/orders/{id}/recall``; without a station, the whole order. */
export interface Recall {
  station?: string | null;
  items?: TakeBack[] | null;
}

/** Body of ``POST /api/kitchen/items/{id}/recall``; ``station`` as in a change of status. */
export interface RecallItem {
  station?: string | null;
}

/** Body of ``PATCH /api/devices/{id}``. */
export interface RenameDevice {
  name: string;
}

/** Something odd in a request that was carried out: a code that stays, and where it stands. */
export interface RequestWarning {
  code: string;
  field: string;
  message: string;
}

/** Body of ``POST /api/orders/{id}/reroute``: who makes it in place of whom. */
export interface Reroute {
  from?: string | null;
  to: string;
}

/** The hub starts anew: sockets are closed with 1012, and come back within seconds. */
export interface Restarting {
  restarting: boolean;
  backup?: string;
}

/** Body of ``POST /api/orders/{id}/restore``; without lines, all that this device may. */
export interface Restore {
  items?: string[] | null;
}

/** Body of ``POST /api/auth/pairings/{id}/reveal``: the nonce that was committed to. */
export interface Reveal {
  nonce: string;
}

/** Where a line would be made, and why. */
export interface RouteShown {
  stations: string[];
  because: Because;
  rule: number | null;
  message: string;
  menu_item_id: string | null;
  misses: RuleMiss[];
}

/** The routing rules, in their order: the first that fits decides. */
export interface Routes {
  rules: RoutingRule[];
}

/** Where lines are made that fit all that it says. What it leaves out fits every line. */
export interface RoutingRule {
  stations: string[];
  name?: string;
  dish?: string;
  modifier?: string;
  category?: string;
  order_type?: OrderType;
  source?: string;
  zone?: string;
  weekdays?: Weekday[];
  from?: string;
  until?: string;
}

/** What of a rule does not fit; ``stations`` where the menu has none of its stations. */
export type RuleMiss = "category" | "dish" | "modifier" | "order_type" | "source" | "stations" | "time" | "zone";

/** A part of Galley that may be started anew. */
export type RunningService = "hub" | "screens";

/** Values to be set, by ``section.key``; null takes back what was set on a page. */
export interface SaveSettings {
  values: { [name: string]: any };
}

/** One connected screen: since when, what it last reported as painted, and what is wrong. */
export interface ScreenSeen {
  id: string;
  name: string;
  station: string | null;
  connected_since: string;
  painted_seq: number | null;
  painted_at: string | null;
  troubles: string[];
  trouble_codes: ScreenTrouble[];
}

/** A setting of a screen; ``value`` is what it last said it goes by, left out until it has. */
export interface ScreenSettingShown {
  name: string;
  kind: string;
  allowed: string;
  meaning: string;
  default?: any;
  value?: any;
  is_set: boolean;
  from: string;
  secret: boolean;
  least?: number;
  most?: number;
  choices?: string[];
  restart: boolean;
  fixed: boolean;
  wanted?: any;
  waits: boolean;
  refused?: string;
}

/** Payload of ``screen:settings``: names of what a manager has set otherwise at a screen. */
export interface ScreenSettingsEvent {
  deviceId: string;
  name: string;
  changed: string[];
}

/** Which settings were written; a screen that is ``connected`` goes by them at once. */
export interface ScreenSettingsSaved {
  saved: string[];
  restart: boolean;
  connected: boolean;
}

/** A frame to a screen: all that a manager has set there, in place of what was before. */
export interface ScreenSettingsShown {
  type: "settings:wanted";
  settings: { [name: string]: any };
}

/** A screen's report: the settings that it goes by; each replaces the one before. */
export interface ScreenSettingsTold {
  type: "settings";
  values: { [name: string]: SettingHeld };
  refused?: { [name: string]: string };
}

/** All settings of a screen, those included that is not connected. */
export interface ScreenSettingsView {
  id: string;
  name: string;
  connected: boolean;
  last_seen_at?: string;
  known: boolean;
  settings: ScreenSettingShown[];
}

/** Something that is wrong with a screen, for a program that says it in its own words. */
export interface ScreenTrouble {
  code: string;
  values: { [name: string]: string | number };
}

/** A number under which another system knows an order. */
export interface SenderKey {
  source: string;
  external_id: string;
}

/** Payload of ``session:opened``, ``linked`` and ``closed``: guests at a table. */
export interface SessionEvent {
  sessionId: string;
  tableNumber: string;
}

/** A new table session and the token for its guests. */
export interface SessionOpened {
  session: TableSession;
  token: string;
}

/** A table session and its orders, as its guests may see them. */
export interface SessionView {
  session: TableSession;
  orders: Order[];
}

/** Body of ``POST /api/menu/items/{id}/availability``: False is an 86. */
export interface SetAvailability {
  available: boolean;
  until?: string | null;
  left?: number | null;
}

/** Body of ``PATCH /api/kitchen/items/{id}/status``. */
export interface SetItemStatus {
  status: ItemStatus;
  station?: string | null;
}

/** Body of ``PATCH /api/orders/{id}/status``; ``reason`` goes with a cancellation. */
export interface SetOrderStatus {
  status: OrderStatus;
  reason?: string | null;
}

/** Body of ``PUT /api/people/{id}/pin``; null takes the PIN away. */
export interface SetPin {
  pin: string | null;
}

/** Body of ``POST /api/orders/{id}/priority``. */
export interface SetPriority {
  priority: Priority;
}

/** What a screen goes by in one thing, and where that comes from (``SettingSource``). */
export interface SettingHeld {
  value: any;
  from: string;
}

/** One setting. */
export interface SettingShown {
  name: string;
  kind: string;
  allowed: string;
  meaning: string;
  default?: any;
  value?: any;
  is_set: boolean;
  from: string;
  secret: boolean;
  least?: number;
  most?: number;
  choices?: string[];
  restart: boolean;
  fixed: boolean;
}

/** Payload of ``settings:changed``: names of settings that are not as at the last start. */
export interface SettingsChanged {
  changed: string[];
}

/** Which settings were written; ``restart`` is whether they hold once the hub starts anew. */
export interface SettingsSaved {
  saved: string[];
  restart: boolean;
}

/** All settings. */
export interface SettingsShown {
  file: string | null;
  writable: boolean;
  settings: SettingShown[];
}

/** A dish that is sold out, or counted: until when, and how many are left. */
export interface SoldOut {
  menu_item_id: string;
  name: string;
  category: string | null;
  available: boolean;
  left?: number;
  until?: string;
}

/** Some pieces of a line. */
export interface SplitItem {
  id: string;
  quantity?: number | null;
}

/** Body of ``POST /api/orders/{id}/split``: ids of lines, or so many pieces of them. */
export interface SplitOrder {
  id?: string | null;
  table_number?: string | null;
  customer_name?: string | null;
  items: (string | SplitItem)[];
}

/** Roles that a token can be made for; a customer's comes with its table session. */
export type StaffRole = "cashier" | "integration" | "kitchen" | "manager" | "pass" | "ready" | "waiter";

/** Orders of a station that none of its screens shows, and who shows them meanwhile. */
export interface StandIn {
  station: string;
  backup: string;
  orders: number[];
}

/** All orders that are shown at a station's backup now, in place of those before. */
export interface StandInsShown {
  type: "stand_ins";
  stand_ins: StandIn[];
}

/** A place in the kitchen. ``id`` is a short word such as ``grill``. */
export interface Station {
  id: string;
  name: string;
  position: number;
  screen: boolean;
  backup?: string;
}

/** How far one station is with an order: lines by their status, and since when it has the first. */
export interface StationShare {
  station: string | null;
  pending: number;
  preparing: number;
  ready: number;
  served: number;
  since: string;
}

/** How far one station is with a line that several of them make. */
export interface StationStep {
  station: string;
  status: ItemStatus;
  started_at: string | null;
  ready_at: string | null;
}

/** Whether a station's screens have shown the test order, and when first. */
export interface StationTick {
  station: string | null;
  painted: boolean;
  at?: string;
}

/** Guests at a table, from sitting down to leaving. */
export interface TableSession {
  id: string;
  table_number: string;
  created_at: string;
  closed_at?: string;
}

/** Payload of ``tables:changed``: how many tables the house has now. */
export interface TablesChanged {
  tables: number;
}

/** A line to take back from the status that a bump brought it to, to the one it had before. */
export interface TakeBack {
  id: string;
  current: ItemStatus;
  status: ItemStatus;
}

/** One token as a list shows it, without the token. */
export interface TokenListed {
  id: string;
  name: string;
  role: string;
  created_at: string;
  session_id: string | null;
}

/** A new token: the only time that it can be read. */
export interface TokenMade {
  id: string;
  name: string;
  role: string;
  token: string;
}

/** The test order, which goes to every station; ``expires_in`` counts seconds. */
export interface TrialOrder {
  order_id: string;
  number: string;
  display_number: string;
  expires_in: number;
  stations: StationTick[];
}

/** A message could not be carried out; the socket stays open. */
export interface Trouble {
  type: "error";
  code: string;
  message: string;
}

/** A screen's report: everything that is wrong with its keys, its glass and its sound now. */
export interface Troubles {
  type: "troubles";
  troubles: string[];
  codes?: ScreenTrouble[];
}

/** One of Galley's units: its name, and the state that systemd says it is in. */
export interface UnitState {
  unit: string;
  state: string;
}

/** An order that waits off the board for its time; ``stations`` are those of its lines. */
export interface UpcomingOrder {
  id: string;
  order_number: string;
  display_number: string | null;
  due_at: string | null;
  release_at: string;
  prep_minutes: number | null;
  stations: string[];
  type: OrderType;
}

/** Body of ``POST /api/people/{id}/verify``; who has no PIN needs none. */
export interface VerifyPin {
  pin?: string | null;
}

/** The manager has not answered yet. */
export interface Waiting {
  state: "waiting";
}

/** A day of the week, Monday first. */
export type Weekday = "fri" | "mon" | "sat" | "sun" | "thu" | "tue" | "wed";

/** What a guest wants done when a dish is sold out. */
export type WhenOut = "call" | "cancel" | "remove" | "replace";

/** The whole menu, as export writes it and import reads it. */
export interface WholeMenu {
  categories?: NewCategory[];
  stations?: NewStation[];
  items?: NewMenuItem[];
}

/** An order with the whole of the texts that boards and events carry cut. */
export interface WholeOrder {
  display_number?: string;
  source?: string;
  external_id?: string;
  brand?: string;
  also_known_as?: SenderKey[];
  source_version?: number | string;
  guests?: number;
  server?: string;
  zone?: string;
  allergies?: string[];
  due_at?: string;
  asap?: boolean;
  prep_minutes?: number;
  promised_at?: string;
  taken_at?: string;
  handoff?: string;
  type_label?: string;
  cutlery?: boolean;
  paid?: boolean;
  test?: boolean;
  remake?: boolean;
  id: string;
  order_number: string;
  type: OrderType;
  status: OrderStatus;
  table_number: string | null;
  session_id: string | null;
  customer_name: string | null;
  notes: string | null;
  priority: Priority;
  created_at: string;
  updated_at: string;
  confirmed_at: string | null;
  completed_at: string | null;
  version: number;
  age_from?: string;
  age_at_least?: boolean;
  release_at?: string;
  released_at?: string;
  empty_until?: string;
  merged_into?: string;
  went_to?: string[];
  closed_by?: string;
  items: Item[];
  held?: Item[];
  groups?: Combo[];
  was?: EarlierOrder;
  acks?: Acknowledgement[];
  raw_note?: string;
}

/** The Wi-Fi that devices join, with a code by which a telephone's camera joins it. */
export interface Wifi {
  name: string;
  password: string;
  qr: QrDrawing;
}
