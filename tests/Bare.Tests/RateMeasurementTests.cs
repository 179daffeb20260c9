using System;
using LiteBox.South;
using Xunit;

namespace LiteBox.Bare.Tests;

/// <summary>The rate of the time-stamp counter against one that runs down, on a CPU that its host stops now and then.</summary>
public sealed unsafe class RateMeasurementTests
{
    private const double Rate = 2600.0 / 1.193182;
    private const ulong Millisecond = 2_600_000;
    private const uint Mask = ushort.MaxValue;

    private static Random s_random = new(1);
    private static ulong s_stop;

    [Theory]
    [InlineData(0, false)]
    [InlineData(3, false)]
    [InlineData(50, false)]
    [InlineData(0, true)]
    [InlineData(20, true)]
    public void The_error_is_less_than_a_fifth_of_a_thousandth(int millisecondsBetween, bool stops)
    {
        s_random = new Random(7);
        s_stop = stops ? Millisecond / 10 : 0;
        RateMeasurement measurement = new(&ReadCounter);
        Assert.True(measurement.TryBegin());
        Stub.Ticks += (ulong)millisecondsBetween * Millisecond;
        Assert.True(measurement.TryFinish(Mask, uint.MaxValue, out ulong counts, out ulong ticks));
        double error = Math.Abs(((double)ticks / counts / Rate) - 1);
        Assert.True(error < 0.0002, $"{error}");
    }

    [Fact]
    public void What_is_known_at_once_is_not_waited_for()
    {
        s_stop = 0;
        RateMeasurement measurement = new(&ReadCounter);
        Assert.True(measurement.TryBegin());
        ulong later = Stub.Ticks += 20 * Millisecond;
        Assert.True(measurement.TryFinish(Mask, uint.MaxValue, out _, out _));
        Assert.True(Stub.Ticks - later < Millisecond / 100);
    }

    [Fact]
    public void A_counter_that_stands_still_is_told()
    {
        RateMeasurement measurement = new(&Nothing);
        Assert.False(measurement.TryBegin());
    }

    private static uint Nothing()
    {
        Stub.Ticks += Millisecond;
        return 0xFFFF;
    }

    private static uint ReadCounter()
    {
        const int MostTicks = 4000;
        Stub.Ticks += (ulong)s_random.Next(MostTicks / 2) + (s_random.Next(3) == 0 ? s_stop : 0);
        uint value = (uint)-(long)(Stub.Ticks / Rate) & Mask;
        Stub.Ticks += (ulong)s_random.Next(MostTicks / 2) + (s_random.Next(3) == 0 ? s_stop : 0);
        return value;
    }
}
