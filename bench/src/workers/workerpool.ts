import workerpool from "workerpool";

workerpool.worker({ echo: (n: number) => n });
