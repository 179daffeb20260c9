using System;
using System.Collections.Generic;
using System.Text;

namespace LiteBox.Packager.Analysis;

/// <summary>Renders a witness for people.</summary>
internal static class WitnessText
{
    public static string Write(AnalysisResult result, int number)
    {
        StringBuilder text = new();
        string name = SyscallNames.NameOf(number);
        IReadOnlyList<WitnessStep> steps = result.Witness(number);
        if (steps.Count == 0)
        {
            text.Append(name).AppendLine(result.Numbers.Contains(number)
                ? " is kept because the set could not be bounded:"
                : " is not reachable.");
            if (result.Numbers.Contains(number))
                foreach (Unresolved reason in result.Reasons)
                    text.Append("  ").AppendLine(reason.ToString());
            return text.ToString();
        }
        text.Append(name).Append(" (").Append(number).AppendLine(") is reachable:");
        int width = 0;
        foreach (WitnessStep step in steps)
            width = Math.Max(width, step.Reason.Length);
        foreach (WitnessStep step in steps)
            text.Append("  ").Append(step.Reason.PadRight(width)).Append("  ").AppendLine(step.Location);
        return text.ToString();
    }
}
