using System.Runtime.InteropServices;
using LiteBox.Packager.Linking.Stubs.Linux;
using LiteBox.South;
using Xunit;

namespace LiteBox.Packager.Tests.Linking;

/// <summary>The offsets in the stubs are those of the block that the library OS uses.</summary>
public sealed class ThreadBlockLayoutTests
{
    [Theory]
    [InlineData(nameof(ThreadBlock.Entry), ThreadBlockLayout.Entry)]
    [InlineData(nameof(ThreadBlock.Self), ThreadBlockLayout.Self)]
    [InlineData(nameof(ThreadBlock.KernelStackTop), ThreadBlockLayout.KernelStackTop)]
    [InlineData(nameof(ThreadBlock.PendingWork), ThreadBlockLayout.PendingWork)]
    [InlineData(nameof(ThreadBlock.BlockedStackPointer), ThreadBlockLayout.BlockedStackPointer)]
    [InlineData(nameof(ThreadBlock.FullReturn), ThreadBlockLayout.FullReturn)]
    [InlineData(nameof(ThreadBlock.ExtendedState), ThreadBlockLayout.ExtendedState)]
    [InlineData(nameof(ThreadBlock.Registers), ThreadBlockLayout.Rax)]
    [InlineData(nameof(ThreadBlock.VectorState), ThreadBlockLayout.VectorState)]
    [InlineData(nameof(ThreadBlock.SouthState), ThreadBlockLayout.ExtendedStateMask)]
    [InlineData(nameof(ThreadBlock.BlockedRegisters), ThreadBlockLayout.BlockedRegisters)]
    public void BlockFieldsAgree(string field, int offset) => Assert.Equal(offset, (int)Marshal.OffsetOf<ThreadBlock>(field));

    [Theory]
    [InlineData(nameof(GuestRegisters.Rbx), ThreadBlockLayout.Rbx)]
    [InlineData(nameof(GuestRegisters.Rcx), ThreadBlockLayout.Rcx)]
    [InlineData(nameof(GuestRegisters.Rdx), ThreadBlockLayout.Rdx)]
    [InlineData(nameof(GuestRegisters.Rsi), ThreadBlockLayout.Rsi)]
    [InlineData(nameof(GuestRegisters.Rdi), ThreadBlockLayout.Rdi)]
    [InlineData(nameof(GuestRegisters.Rbp), ThreadBlockLayout.Rbp)]
    [InlineData(nameof(GuestRegisters.Rsp), ThreadBlockLayout.Rsp)]
    [InlineData(nameof(GuestRegisters.R8), ThreadBlockLayout.R8)]
    [InlineData(nameof(GuestRegisters.R11), ThreadBlockLayout.R11)]
    [InlineData(nameof(GuestRegisters.R15), ThreadBlockLayout.R15)]
    [InlineData(nameof(GuestRegisters.Rip), ThreadBlockLayout.Rip)]
    [InlineData(nameof(GuestRegisters.Rflags), ThreadBlockLayout.Rflags)]
    public void RegistersAgree(string field, int offset) =>
        Assert.Equal(offset - ThreadBlockLayout.Rax, (int)Marshal.OffsetOf<GuestRegisters>(field));
}
