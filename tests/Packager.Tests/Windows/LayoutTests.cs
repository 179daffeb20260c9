using System.Runtime.InteropServices;
using LiteBox.Packager.Linking.Stubs;
using LiteBox.Packager.Linking.Stubs.Linux;
using LiteBox.Packager.Linking.Stubs.Windows;
using LiteBox.South;
using Xunit;

namespace LiteBox.Packager.Tests.Windows;

/// <summary>What the stubs for Windows and its South have in common.</summary>
public sealed unsafe class LayoutTests
{
    [Theory]
    [InlineData(nameof(ThreadState.ExtendedStateMask), ThreadBlockLayout.ExtendedStateMask)]
    [InlineData(nameof(ThreadState.HostFsBase), WindowsLayout.HostFsBase)]
    [InlineData(nameof(ThreadState.GuestFsBase), WindowsLayout.GuestFsBase)]
    public void Fields_of_the_thread_agree(string field, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf<ThreadBlock>(nameof(ThreadBlock.SouthState)) + (int)Marshal.OffsetOf<ThreadState>(field));

    [Fact]
    public void The_threads_state_fits_its_block() =>
        Assert.True((int)Marshal.OffsetOf<ThreadBlock>(nameof(ThreadBlock.SouthState)) + sizeof(ThreadState) <= ThreadBlock.Size);

    [Fact]
    public void Kinds_of_windows_agree()
    {
        Assert.Equal((uint)CodeWindowKind.FaultFixup, CodeWindow.FaultFixup);
        Assert.Equal((uint)CodeWindowKind.InterruptRestart, CodeWindow.InterruptRestart);
        Assert.Equal((uint)CodeWindowKind.GuestFault, CodeWindow.GuestFault);
        Assert.Equal(16, sizeof(CodeWindow));
    }

    [Fact]
    public void A_window_is_found_by_kind_and_address()
    {
        CodeWindow* table = stackalloc CodeWindow[2];
        table[0] = new CodeWindow { Start = 16, End = 32, Target = 100, Kind = CodeWindow.FaultFixup };
        table[1] = new CodeWindow { Start = 24, End = 40, Target = 200, Kind = CodeWindow.GuestFault };
        const uint Image = 0x5000_0000;
        (Place.Image, Place.Table, Place.TableEnd) = (Image, (nuint)table, (nuint)(table + 2));
        Assert.True(CodeWindow.Find(Image + 15, CodeWindow.FaultFixup) == null);
        Assert.True(CodeWindow.Find(Image + 16, CodeWindow.FaultFixup) == table);
        Assert.True(CodeWindow.Find(Image + 31, CodeWindow.FaultFixup) == table);
        Assert.True(CodeWindow.Find(Image + 32, CodeWindow.FaultFixup) == null);
        Assert.True(CodeWindow.Find(Image + 32, CodeWindow.GuestFault) == table + 1);
        Assert.True(CodeWindow.Find(Image - 1, CodeWindow.FaultFixup) == null);
        Assert.Equal(Image + 200ul, CodeWindow.Find(Image + 24, CodeWindow.GuestFault)->TargetAddress);
    }
}
