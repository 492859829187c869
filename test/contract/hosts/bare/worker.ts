import { hostedApp } from '../app.ts'

export default hostedApp().app
