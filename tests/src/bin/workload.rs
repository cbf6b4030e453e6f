//! Writes an order flow for comparing engines: `workload KIND SEED COUNT OUT`.

fn main() -> anyhow::Result<()> {
    tests::workload::main()
}
