using Xunit;

// The code under test keeps its state in static fields: there is one machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
