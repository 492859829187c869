// After https://hono.dev/docs/helpers/websocket#bun-with-jsx: a page, and a socket that ticks until it is closed.
import { Hono } from 'hono'
import { html } from 'hono/html'
import { upgradeWebSocket } from 'jackfield'

const app = new Hono()

app.get('/', (c) =>
  c.html(
    <html lang="en">
      <body>
        <div id="ticks" />
        {html`
          <script>
            new WebSocket('clock/ws').onmessage = ({ data }) => document.querySelector('#ticks').append(data)
          </script>
        `}
      </body>
    </html>,
  ),
)

app.get(
  '/ws',
  upgradeWebSocket(() => {
    let timer: ReturnType<typeof setInterval> | undefined
    let ticks = 0
    return {
      onOpen(_event, ws) {
        timer = setInterval(() => {
          ws.send(`tick ${++ticks}`)
        }, 20)
      },
      onClose() {
        clearInterval(timer)
        console.log(`stopped after ${ticks > 2 ? 'some' : 'few'} ticks`)
      },
    }
  }),
)

export default app
