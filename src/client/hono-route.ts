import type { AnyChannel } from '../channel/types.ts'
import type { Asked, ConnectOptions } from './options.ts'

/** One route of what `hc` has made, such as `api.ws[':room']`. */
export interface HonoRoute {
  readonly $get: (args: never, options?: never) => Promise<{ json(): Promise<unknown> }>
}

/** Where a channel's route is. */
export type Place = Asked<string | URL> | HonoRoute

/** Of what a route's answers may hold the channel that it carries only for the compiler. */
type Carried<Json> =
  Json extends Promise<infer Output> ? (Output extends { readonly channel: infer Ch } ? Ch : never) : never

type ChannelOf<Route extends HonoRoute> =
  Awaited<ReturnType<Route['$get']>> extends infer Answer
    ? Answer extends { json(): infer Json }
      ? Carried<Json>
      : never
    : never

type Compared<Ch, Found> = [Found] extends [never]
  ? 'this route speaks no channel'
  : [Ch, Found] extends [Found, Ch]
    ? unknown
    : 'this route speaks another channel'

/** Nothing that is asked of a place, or for the compiler to say why a route will not do. */
export type CheckedPlace<Ch extends AnyChannel, To> = To extends HonoRoute ? Compared<Ch, ChannelOf<To>> : unknown

type InputOf<Route extends HonoRoute> = Parameters<Route['$get']>[0]

/** What goes into a route's URL. */
type UrlPartsOf<Input> = { readonly [Part in keyof Input & ('param' | 'query')]: Input[Part] }

/** The options, which take in a route's params and query; they are needed where those are. */
export type ConnectArguments<To> = To extends HonoRoute
  ? undefined extends InputOf<To>
    ? [options?: ConnectOptions & UrlPartsOf<NonNullable<InputOf<To>>>]
    : [options: ConnectOptions & UrlPartsOf<InputOf<To>>]
  : [options?: ConnectOptions]

/** Where a place is; of a route what `hc` would fetch, which may be relative to the page. */
export const addressOf = (place: Place, parts: object): Asked<string | URL> => {
  // To an `hc` each member is there; nothing else has one of this name.
  const { $get }: { readonly $get?: (...args: unknown[]) => Promise<string> } = Object(place)
  return $get ? () => $get(parts, { fetch: (url: string) => url }) : (place as Asked<string | URL>)
}
