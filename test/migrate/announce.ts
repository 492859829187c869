import { tracingChannel } from 'node:diagnostics_channel'
import type { AddressInfo, Server } from 'node:net'

// Loaded ahead of a program on Node, that does not say by itself where it listens.
tracingChannel('net.server.listen').asyncEnd.subscribe((message) => {
  const { port } = (message as { server: Server }).server.address() as AddressInfo
  console.log(`listening on http://127.0.0.1:${port}/`)
})
