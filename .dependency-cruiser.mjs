// The third column of the design's table of rooms: what each folder of src may import, beside src/model.
const rooms = {
  model: [],
  documents: [],
  config: ["documents"],
  registry: ["documents"],
  transports: [],
  facts: ["transports"],
  probes: ["facts", "registry"],
  audit: ["probes", "facts", "transports"],
  store: ["transports"],
  evidence: ["store"],
  exceptions: ["documents", "registry"],
  record: ["evidence", "exceptions", "store"],
  scheduler: ["store"],
  reporters: ["store", "registry"],
  server: ["reporters"],
  simulator: [],
};

const forbidden = Object.entries(rooms).map(([room, may]) => ({
  name: `${room}-imports`,
  comment: `src/${room} may import src/model${may.map((other) => ` and src/${other}`).join("")}`,
  severity: "error",
  from: { path: `^src/${room}/` },
  to: { path: "^src/", pathNot: `^src/(?:${[room, "model", ...may].join("|")})/` },
}));

export default {
  forbidden: [
    ...forbidden,
    {
      name: "no-circles",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "facts-know-only-types-of-transports",
      comment: "A collector is data: what it imports from the wires is gone at run time",
      severity: "error",
      from: { path: "^src/facts/" },
      to: { path: "^src/transports/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "store-knows-only-types-of-transports",
      severity: "error",
      from: { path: "^src/store/" },
      to: { path: "^src/transports/", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "no-development-dependencies-in-the-program",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only"] },
    },
    {
      name: "nobody-imports-the-command-line",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/cli/" },
      to: { path: "^src/cli/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: "specify",
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node"] },
  },
};
