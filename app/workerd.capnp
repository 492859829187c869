# The control room on plain workerd. workerd.ts bundles the worker, and names the address and the page's folder.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "control-room", worker = .controlRoom),
    (name = "page", disk = (writable = false)),
  ],
  sockets = [(name = "http", http = (), service = "control-room")],
);

const controlRoom :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "../.cache/worker.js")],
  bindings = [(name = "PAGE", service = "page"), (name = "ROOMS", durableObjectNamespace = "Room")],
  durableObjectNamespaces = [(className = "Room", uniqueKey = "rooms", enableSql = true)],
  durableObjectStorage = (inMemory = void),
  compatibilityDate = "2026-10-01",
);
